package atk.pq.internal.files;

import atk.pq.DamagedFileException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Contents of files by their SHA-256, each once: {@code ab/cd/<sha256>}, never changed once it has
 * its name. Safe for use by many threads and processes.
 *
 * <p><b>Put.</b> Copy to the process's own folder below {@code tmp}, hashing on the way; flush;
 * take the name; flush the folders. The copy in {@code tmp} stays, as a second link, until the item
 * that refers to the content is committed. A content that is there already is replaced by the new
 * copy: that is atomic, makes it young again, and mends a damaged one. A put that failed takes back
 * a content that it brought, and that nobody has replaced or taken hold of since.
 *
 * <p><b>Sweep.</b> A content goes when no item refers to it, it is old, and nobody holds a second
 * link to it (a put under way, a consumer). It is moved aside first and looked at again: a put may
 * have replaced it meanwhile, and then it is moved back. A reader that misses a content looks
 * aside, too, and moves it back.
 */
final class ContentStore {
  private static final String TEMPORARY = "tmp";
  private static final String ASIDE = "aside";
  private static final int NAME_LENGTH = 64;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{" + NAME_LENGTH + "}");

  private final Path root;
  private final boolean flushes;
  private final LiveFolder ours;
  private final AtomicLong puts = new AtomicLong();

  private ContentStore(Path root, boolean flushes, LiveFolder ours) {
    this.root = root;
    this.flushes = flushes;
    this.ours = ours;
  }

  /** Opens the store, making its folder where it is missing, and cleans up after the dead. */
  static ContentStore open(Path root, boolean flushes) throws IOException {
    makeRoot(root, flushes);
    Path temporary = root.resolve(TEMPORARY);
    LiveFolder.adoptDead(temporary, folder -> true);
    return new ContentStore(root.toRealPath(), flushes, LiveFolder.create(temporary));
  }

  /** Makes the folder of the store where it is missing; a power cut does not take it away. */
  static void makeRoot(Path root, boolean flushes) throws IOException {
    if (Disk.makeFolder(root) && flushes && root.toAbsolutePath().getParent() != null) {
      Disk.flushFolder(root.toAbsolutePath().getParent());
    }
  }

  /** The folder that lives as long as this process. */
  Path own() {
    return ours.path();
  }

  /**
   * A content in the store. While {@code pin} exists, no sweep removes it.
   *
   * @param isNew whether it was not there before
   */
  record Stored(String sha256, long bytes, Path pin, boolean isNew) {}

  /** Where a content lies, or would lie. */
  Path path(String sha256) {
    return root.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
  }

  Stored put(ReadableByteChannel from) throws IOException {
    Path pin = own().resolve("put-" + puts.incrementAndGet());
    try {
      Disk.Hashed hashed;
      try (FileChannel to = Disk.createReadOnly(pin)) {
        hashed = Disk.copy(from, to, () -> {});
        if (flushes) {
          to.force(true);
        }
      }
      boolean isNew = name(pin, path(hashed.sha256()));
      return new Stored(hashed.sha256(), hashed.bytes(), pin, isNew);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(pin);
      throw e;
    }
  }

  /** Gives it its name; whether nothing had that name before. */
  private boolean name(Path pin, Path named) throws IOException {
    Path folder = Objects.requireNonNull(named.getParent(), "content lies in folders");
    Disk.makeFolder(folder);
    boolean isNew = link(named, pin);
    if (!isNew) {
      replace(named, pin);
    }
    if (flushes) {
      Disk.flushFolder(folder);
      Disk.flushFolder(Objects.requireNonNull(folder.getParent(), "content lies in folders"));
      Disk.flushFolder(root);
    }
    return isNew;
  }

  /** Whether it could be linked; false where the name is taken, or there are no links. */
  private static boolean link(Path name, Path file) {
    try {
      Files.createLink(name, file);
      return true;
    } catch (UnsupportedOperationException | IOException e) {
      return false;
    }
  }

  private void replace(Path named, Path pin) throws IOException {
    Path second = pin.resolveSibling(pin.getFileName() + "-named");
    if (!link(second, pin)) {
      Files.copy(pin, second); // a file system without links
      if (flushes) {
        Disk.flush(second);
      }
    }
    try {
      Files.move(second, named, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(second);
    }
  }

  /**
   * Removes a content that a put brought whose items were not committed. Somebody else who puts the
   * same replaces it with a copy of his own, which is left; as in a sweep it is moved aside first
   * and looked at again.
   */
  void takeBack(Stored content) throws IOException {
    Path path = path(content.sha256());
    if (isOnlyThatOf(content, path)) {
      Path moved = moveAside(path);
      if (isOnlyThatOf(content, moved)) {
        Files.deleteIfExists(moved);
      } else {
        moveBack(moved);
      }
    }
  }

  /** Whether a file is the copy that a put made, and only that put holds it. */
  private static boolean isOnlyThatOf(Stored content, Path file) throws IOException {
    Object key = Disk.attributes(content.pin()).fileKey();
    return key != null && key.equals(Disk.attributes(file).fileKey()) && Disk.links(file) == 2;
  }

  /**
   * Opens a content.
   *
   * @throws DamagedFileException if it is not there, or {@code sha256} is none
   */
  FileChannel open(String sha256) throws IOException {
    if (!SHA256.matcher(sha256).matches()) {
      throw new DamagedFileException("the item is damaged: its content has no SHA-256");
    }
    try {
      return Disk.openToRead(path(sha256));
    } catch (NoSuchFileException e) {
      bringBack(sha256);
    }
    try {
      return Disk.openToRead(path(sha256));
    } catch (NoSuchFileException e) {
      throw DamagedFileException.missing("the content is missing: there is no " + path(sha256), e);
    }
  }

  // ---- sweep

  /**
   * Removes contents that nobody refers to and that are older than {@code age}.
   *
   * @return how many
   */
  long sweep(Duration age, References references) throws IOException {
    LiveFolder.adoptDead(root.resolve(TEMPORARY), folder -> true);
    bringBack("");
    Instant oldest = Instant.now().minus(age);
    Map<String, Path> unreferenced = new HashMap<>();
    contents(
        (path, attributes) -> {
          if (!isYoung(attributes, oldest)) {
            unreferenced.put(path.getFileName().toString(), path);
          }
        });
    if (unreferenced.isEmpty()) {
      return 0;
    }
    // In this order: a transaction that ends in between shows its items to whoever looks later, and
    // one that begins later makes its contents young first.
    Instant newest =
        references
            .uncommittedSince()
            .map(since -> since.minusNanos(1))
            .filter(oldest::isAfter)
            .orElse(oldest);
    references.all(unreferenced::remove);
    long removed = 0;
    for (Path path : unreferenced.values()) {
      removed += remove(path, newest) ? 1 : 0;
    }
    return removed;
  }

  private boolean remove(Path path, Instant oldest) throws IOException {
    Path moved;
    try {
      if (Disk.links(path) > 1 || isYoung(Disk.attributes(path), oldest)) {
        return false;
      }
      moved = moveAside(path);
    } catch (NoSuchFileException e) {
      return false; // another sweep has it
    }
    try {
      if (!isYoung(Disk.attributes(moved), oldest) && Disk.links(moved) == 1) {
        Files.deleteIfExists(moved);
        return true;
      }
      moveBack(moved);
    } catch (NoSuchFileException e) {
      // a reader has moved it back
    }
    return false;
  }

  private Path moveAside(Path path) throws IOException {
    Path aside = root.resolve(ASIDE);
    Disk.makeFolder(aside);
    Path moved = aside.resolve(path.getFileName() + "." + UUID.randomUUID());
    Files.move(path, moved, StandardCopyOption.ATOMIC_MOVE);
    return moved;
  }

  private static boolean isYoung(BasicFileAttributes attributes, Instant oldest) {
    return attributes.lastModifiedTime().toInstant().isAfter(oldest);
  }

  /** Moves back what was moved aside and left there, or is about to be looked at again. */
  private void bringBack(String sha256) throws IOException {
    Path aside = root.resolve(ASIDE);
    if (!Files.isDirectory(aside)) {
      return;
    }
    try (DirectoryStream<Path> moved = Files.newDirectoryStream(aside, sha256 + "*")) {
      for (Path file : moved) {
        moveBack(file);
      }
    }
  }

  private void moveBack(Path moved) throws IOException {
    String sha256 = moved.getFileName().toString().substring(0, NAME_LENGTH);
    try {
      Files.createLink(path(sha256), moved);
    } catch (FileAlreadyExistsException e) {
      // a put has brought it anew
    } catch (NoSuchFileException e) {
      return; // somebody else moved it back
    }
    Files.deleteIfExists(moved);
  }

  /** Tells of every content in the store. */
  void contents(BiConsumer<Path, BasicFileAttributes> receiver) throws IOException {
    try (DirectoryStream<Path> firsts = Files.newDirectoryStream(root, "[0-9a-f][0-9a-f]")) {
      for (Path first : firsts) {
        try (DirectoryStream<Path> seconds = Files.newDirectoryStream(first)) {
          for (Path second : seconds) {
            contentsOf(second, receiver);
          }
        }
      }
    }
  }

  private static void contentsOf(Path folder, BiConsumer<Path, BasicFileAttributes> receiver)
      throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (file.getFileName().toString().length() == NAME_LENGTH) {
          try {
            receiver.accept(file, Disk.attributes(file));
          } catch (NoSuchFileException e) {
            // swept meanwhile
          }
        }
      }
    }
  }

  void close() throws IOException {
    ours.close();
  }
}
