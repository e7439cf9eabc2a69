package atk.pq.files;

import atk.pq.InvalidRequestException;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqException;
import atk.pq.QueueClosedException;
import atk.pq.QueueFullException;
import atk.pq.internal.files.Disk;
import atk.pq.internal.files.OwnFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One look at a folder after another. Used by one thread.
 *
 * <p>A file goes from the folder to this producer's own folder below {@code .pq-claimed}, is put,
 * and goes to the done folder. Whoever is killed on the way leaves it in its own folder, which the
 * others adopt. What has been renamed is compared with what was seen before: another producer may
 * have taken that file, and a program may be writing a new one of the same name; such a file is put
 * back.
 */
final class FolderScan implements AutoCloseable {
  private static final String MARK = ".done";
  private static final int FILES_A_COMMIT = 100;
  private static final long BYTES_A_COMMIT = 4L * 1024 * 1024;

  private final PersistentQ pq;
  private final Path folder;
  private final @Nullable String queue;
  private final PathMatcher glob;
  private final FolderListener listener;
  private final DoneFolder done;
  private final OwnFiles database;
  private final ClaimedFolders claimed;
  private final Stillness stillness;
  private final FolderCounters counters;
  private final FolderReport report;

  FolderScan(FolderProducer.Builder settings) throws IOException {
    this.pq = settings.pq;
    this.folder = settings.folder.toRealPath();
    this.queue = settings.queue;
    String toQueue = queue == null ? pq.config().queue() : queue;
    this.counters = new FolderCounters(folder.toString(), toQueue);
    this.glob = settings.glob;
    this.listener = settings.listener;
    this.report = new FolderReport(listener, counters);
    this.stillness = new Stillness(settings.settle);
    this.database = new OwnFiles(pq.config());
    if (database.holdsContents(folder)) {
      throw new InvalidRequestException(
          folder + " holds the contents of the queue's files; watch another folder");
    }
    Path doneFolder = folder.resolve(".pq-done");
    if (settings.done != null) {
      doneFolder = DoneFolder.named(settings.done, folder);
    } else if (Files.exists(doneFolder, LinkOption.NOFOLLOW_LINKS)) {
      Disk.checkFolder(doneFolder);
    }
    this.done = new DoneFolder(settings.deletes ? null : doneFolder);
    this.claimed = new ClaimedFolders(folder, toQueue, database);
  }

  /** A file and how it was. */
  private record Found(Path path, BasicFileAttributes is) {
    boolean isAsBefore() {
      try {
        BasicFileAttributes now = Disk.attributes(path);
        return now.size() == is.size() && now.lastModifiedTime().equals(is.lastModifiedTime());
      } catch (IOException e) {
        return false;
      }
    }
  }

  Path folder() {
    return folder;
  }

  FolderCounters counters() {
    return counters;
  }

  /** Looks once, and puts what is ready. */
  void run(BooleanSupplier isStopped) {
    try {
      claimed.renew();
      look(isStopped);
      report.isWell(folder);
      report.forgetWhatIsGone();
    } catch (QueueClosedException e) {
      throw e;
    } catch (PqException e) {
      report.failed(folder, e);
    } catch (IOException e) {
      report.failed(folder, "cannot look for files", e);
    }
    counters.keep(pq, false);
  }

  private void look(BooleanSupplier isStopped) throws IOException {
    Set<Path> present = new HashSet<>();
    try {
      claimed.adoptDead(dead -> !isStopped.getAsBoolean() && inherit(dead, present));
      report.isWell(claimed.all());
    } catch (IOException e) {
      report.failed(claimed.all(), "cannot put what a watcher left that is gone", e);
    }
    putAll(claimed.own(), present);
    List<Found> ready = ready(present);
    stillness.keepOnly(present);
    for (int i = 0; i < ready.size() && !isStopped.getAsBoolean(); i += FILES_A_COMMIT) {
      take(ready.subList(i, Math.min(ready.size(), i + FILES_A_COMMIT)));
      counters.keep(pq, false); // a look at many files takes long
    }
  }

  // ---- look

  private List<Found> ready(Set<Path> present) throws IOException {
    List<Found> ready = new ArrayList<>();
    database.look();
    for (Found found : list(folder)) {
      Path path = found.path();
      if (isMeant(found)) {
        present.add(path);
        boolean isStill = stillness.look(path, found.is());
        if ((isStill || mark(path) != null) && isReadable(path)) {
          ready.add(found);
        }
      }
    }
    ready.sort(
        Comparator.comparing((Found found) -> found.is().lastModifiedTime())
            .thenComparing(Found::path));
    return ready;
  }

  private boolean isMeant(Found found) {
    Path name = found.path().getFileName();
    String text = name.toString();
    if (text.startsWith(".")
        || text.endsWith(".tmp")
        || text.endsWith(".part")
        || text.endsWith("~")
        || text.endsWith(MARK)
        || found.is().isDirectory()
        || !glob.matches(name)) {
      return false;
    }
    Path place = done.place(name);
    if (database.isName(found.path()) || database.isOne(found.is())) {
      return skip(found.path(), "a file of the queue's own database");
    } else if (place != null && database.isName(place)) {
      return skip(found.path(), "named as a file of the database, which is in the done folder");
    } else if (found.is().isRegularFile()) {
      return true;
    }
    return skip(found.path(), found.is().isSymbolicLink() ? "a symbolic link" : "no ordinary file");
  }

  private boolean isReadable(Path path) {
    if (Files.isReadable(path)) {
      return true;
    }
    boolean isThere = Files.exists(path, LinkOption.NOFOLLOW_LINKS); // or another producer took it
    return isThere && skip(path, "not readable for this user");
  }

  private boolean skip(Path path, String why) {
    report.skipped(path, why);
    return false;
  }

  /** The mark that says that a file is written to its end; null where there is none. */
  private static @Nullable Path mark(Path path) {
    try {
      Path mark = path.resolveSibling(path.getFileName() + MARK);
      return Files.exists(mark) ? mark : null;
    } catch (InvalidPathException e) {
      return null; // its name cannot be written in this locale
    }
  }

  private static List<Found> list(Path where) throws IOException {
    List<Found> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(where)) {
      for (Path path : entries) {
        try {
          all.add(new Found(path, Disk.attributes(path)));
        } catch (NoSuchFileException e) {
          // taken by another producer
        }
      }
    }
    return all;
  }

  // ---- take

  private void take(List<Found> ready) {
    List<Found> taken = new ArrayList<>();
    long bytes = 0;
    for (Found found : ready) {
      Found mine = null;
      try {
        mine = take(found);
      } catch (IOException e) {
        report.failed(found.path(), "cannot be taken", e); // not the others' fault
      }
      if (mine != null) {
        taken.add(mine);
        bytes += mine.is().size();
      }
      if (bytes >= BYTES_A_COMMIT) {
        put(taken);
        taken.clear();
        bytes = 0;
      }
    }
    put(taken);
  }

  /** Renames a file into our own folder; null where it is not ours to take. */
  private @Nullable Found take(Found found) throws IOException {
    Path path = found.path();
    Path mine = claimed.own().resolve(path.getFileName());
    if (Files.exists(mine)) {
      return null; // an older one of that name still waits there
    }
    // Before the rename: a mark that is left behind would make the next such file ready too early.
    Path mark = mark(path);
    if (mark != null) {
      Files.deleteIfExists(mark);
    }
    try {
      Files.move(path, mine, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return null; // another producer won it
    }
    BasicFileAttributes is = Disk.attributes(mine);
    if (is.isRegularFile() && stillness.isUnchanged(path, is)) {
      stillness.forget(path);
      counters.taken();
      return new Found(mine, is);
    }
    putBack(mine, path);
    return null;
  }

  private static void putBack(Path mine, Path path) throws IOException {
    try {
      Files.createLink(path, mine);
      Files.delete(mine);
    } catch (IOException | UnsupportedOperationException e) {
      // it waits in our own folder until it stands still
    }
  }

  // ---- put

  /** Puts what a dead producer had taken for the same queue; whether its folder may go. */
  private boolean inherit(Path dead, Set<Path> present) throws IOException {
    if (claimed.isForUs(dead)) {
      return putAll(dead, present);
    }
    boolean isEmpty = list(dead).stream().allMatch(FolderScan::isHidden);
    if (!isEmpty) {
      report.skipped(
          dead,
          "taken by a watcher for another queue or database that is gone: start it again,"
              + " or move the files back");
    }
    return isEmpty;
  }

  private static boolean isHidden(Found found) {
    return found.path().getFileName().toString().startsWith(".");
  }

  /** Puts what lies in a folder below {@code .pq-claimed}; whether nothing is left there. */
  private boolean putAll(Path where, Set<Path> present) throws IOException {
    boolean isEmpty = true;
    List<Found> ready = new ArrayList<>();
    for (Found found : list(where)) {
      if (isHidden(found)) {
        continue; // the lock
      }
      isEmpty = false;
      present.add(found.path());
      if (found.is().isRegularFile() && stillness.look(found.path(), found.is())) {
        ready.add(found);
      }
    }
    put(ready);
    return isEmpty;
  }

  private void put(List<Found> taken) {
    if (taken.isEmpty()) {
      return;
    }
    try {
      List<Long> ids = pq.putItems(taken.stream().map(this::item).toList());
      for (int i = 0; i < ids.size(); i++) {
        isPut(taken.get(i), ids.get(i));
      }
    } catch (QueueClosedException e) {
      throw e;
    } catch (InvalidRequestException | QueueFullException e) {
      if (taken.size() == 1) {
        putLater(taken, e);
      } else {
        taken.forEach(one -> put(List.of(one))); // one is bad or too large: not the others' fault
      }
    } catch (PqException e) {
      putLater(taken, e);
    }
  }

  private void putLater(List<Found> taken, PqException problem) {
    for (Found one : taken) {
      stillness.forget(one.path());
      report.failed(one.path(), problem);
    }
  }

  private NewItem item(Found found) {
    NewItem item = NewItem.file(found.path()).keyedByContent();
    return queue == null ? item : item.queue(queue);
  }

  private void isPut(Found found, long id) {
    try {
      if (!found.isAsBefore()) {
        return; // written to after we took it: it is put again when it stands still
      }
      done.take(found.path(), id);
      counters.put(found.is().size());
      listener.put(found.path().getFileName().toString(), found.is().size(), id);
    } catch (IOException e) {
      report.failed(found.path(), "is item " + id + ", but cannot be moved to where it is done", e);
    } catch (PqException e) {
      report.failed(found.path(), e);
    }
  }

  /** Leaves nothing behind, or what could not be put for the next producer. */
  @Override
  public void close() {
    counters.keep(pq, true);
    try {
      claimed.close();
    } catch (IOException e) {
      // the next producer cleans up
    }
  }
}
