package atk.pq.internal.files;

import atk.pq.DamagedFileException;
import atk.pq.Durability;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.ItemFile;
import atk.pq.NewItem;
import atk.pq.PqConfig;
import atk.pq.QueueFullException;
import atk.pq.StoreAccessException;
import atk.pq.WatchedFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a queue does with files: keeps those that are put, checks those that are handed out. The
 * store on disk is opened with the first file. Safe for use by many threads.
 */
public final class ItemFiles implements AutoCloseable {
  private final PqConfig config;
  private @Nullable ContentStore store;
  private @Nullable Path scratch;
  private boolean isClosed;

  public ItemFiles(PqConfig config) {
    this.config = config;
  }

  // ---- where they lie

  synchronized ContentStore store() throws IOException {
    if (store == null) {
      if (isClosed) {
        throw new IOException("the queue is closed");
      }
      Path root = root();
      if (root == null) {
        throw new InvalidRequestException(
            config.displayName()
                + " is no file, so files cannot lie beside it; name a folder with filesFolder");
      }
      store = ContentStore.open(root, config.durability() == Durability.FLUSH);
    }
    return store;
  }

  /**
   * The folder of this process, for what its claims need meanwhile. Contents of files lie in the
   * rows where there is no other place for them, and then any folder will do.
   */
  synchronized Path own() throws IOException {
    if (root() != null) {
      return store().own();
    }
    if (scratch == null) {
      scratch = Files.createTempDirectory("pq-");
    }
    return scratch;
  }

  private @Nullable Path root() throws IOException {
    Path given = config.filesFolder();
    if (given != null) {
      return given;
    }
    try {
      Path db = Path.of(config.dbName());
      if (Files.isRegularFile(db)) {
        Path real = db.toRealPath();
        return real.resolveSibling(real.getFileName() + ".files");
      }
    } catch (InvalidPathException e) {
      // a server's address
    }
    return null;
  }

  /** Whether there may be contents: otherwise nothing is made for the asking. */
  private boolean isPresent() throws IOException {
    Path root = root();
    return root != null && Files.isDirectory(root);
  }

  // ---- put

  /** The payloads of these items; keeps the contents of their files. */
  public Payloads payloads(List<NewItem> items) {
    List<Payloads.Keyed> payloads = new ArrayList<>(items.size());
    Pins pins = new Pins();
    Payloads all = new Payloads(payloads, pins);
    try {
      for (NewItem item : items) {
        payloads.add(FilePayload.of(item, config, this, pins));
      }
    } catch (RuntimeException e) {
      pins.takeBack();
      all.close();
      throw e;
    }
    return all;
  }

  // ---- get

  /**
   * Reads the content of an item's file and compares it with what was put.
   *
   * @param inline the content of a file that lies in its row; null for the others
   * @param alive is called now and then while that goes on
   * @throws DamagedFileException if it is missing, changed or damaged; the message says which
   * @throws IOException if it cannot be read for another reason
   */
  public void check(Item item, byte @Nullable [] inline, Runnable alive) throws IOException {
    Disk.uninterrupted(() -> copy(item, inline, null, alive));
  }

  /** The same, writing it to {@code to}. */
  public void copy(Item item, byte @Nullable [] inline, OutputStream to) throws IOException {
    copy(item, inline, Channels.newChannel(to), () -> {});
  }

  Disk.Hashed copy(
      Item item, byte @Nullable [] inline, @Nullable WritableByteChannel to, Runnable alive)
      throws IOException {
    ItemFile file = fileOf(item);
    if (file.path() != null) {
      return copyReference(file, to, alive);
    }
    Disk.Hashed is;
    if (inline != null) {
      if (to != null) {
        to.write(ByteBuffer.wrap(inline));
      }
      is = new Disk.Hashed(Disk.sha256(inline), inline.length);
    } else {
      try (FileChannel content = store().open(file.sha256())) {
        is = Disk.copy(content, to, alive);
      }
    }
    if (!is.sha256().equals(file.sha256())) {
      throw new DamagedFileException(
          "the content is damaged: it has the SHA-256 " + is.sha256() + ", not " + file.sha256());
    }
    return is;
  }

  private static Disk.Hashed copyReference(
      ItemFile file, @Nullable WritableByteChannel to, Runnable alive) throws IOException {
    Path path;
    try {
      path = Path.of(String.valueOf(file.path()));
    } catch (InvalidPathException e) {
      throw DamagedFileException.missing("the item is damaged: its path is none: " + e, e);
    }
    BasicFileAttributes now;
    Disk.Hashed is;
    try {
      now = Disk.attributes(path);
      if (!now.isRegularFile()) {
        throw new DamagedFileException("the file changed: " + path + " is no ordinary file now");
      }
      try (FileChannel content = Disk.openToRead(path)) {
        is = Disk.copy(content, to, alive);
      }
    } catch (NoSuchFileException e) {
      throw DamagedFileException.missing("the file is gone: there is no " + path, e);
    }
    if (!is.sha256().equals(file.sha256())) {
      throw new DamagedFileException("the file changed: " + path + " " + change(file, now, is));
    }
    return is;
  }

  private static String change(ItemFile was, BasicFileAttributes now, Disk.Hashed is) {
    String what =
        is.bytes() == was.size()
            ? "has another content of the same size"
            : "has " + is.bytes() + " bytes, not " + was.size();
    Instant changed = now.lastModifiedTime().toInstant();
    return what
        + " since "
        + changed
        + "; it was put with that of "
        + Instant.ofEpochMilli(was.modifiedMillis());
  }

  /** The name of the content of a file item in the store, where it may lie there. */
  public static String contentOf(Item item) {
    return fileOf(item).sha256();
  }

  static ItemFile fileOf(Item item) {
    if (item.file() == null) {
      throw new InvalidRequestException("item " + item.id() + " is a text and has no file");
    }
    return item.file();
  }

  /** A folder for a claim; made when it is first used. */
  public ClaimFolder folderOf(long id, long token) {
    return new ClaimFolder(this, id, token);
  }

  // ---- look after

  /** Removes contents of this age that no item refers to; how many. */
  public long sweep(Duration age, References references) {
    try {
      return isPresent() ? Disk.uninterrupted(() -> store().sweep(age, references)) : 0;
    } catch (IOException e) {
      throw problem("cannot look after the files of " + config.displayName(), e);
    }
  }

  /** The names of the contents in the store that are of this age. */
  public List<String> contents(Duration age) {
    Instant newest = Instant.now().minus(age);
    List<String> names = new ArrayList<>();
    try {
      if (isPresent()) {
        store()
            .contents(
                (path, attributes) -> {
                  if (!attributes.lastModifiedTime().toInstant().isAfter(newest)) {
                    names.add(path.getFileName().toString());
                  }
                });
      }
    } catch (IOException e) {
      throw problem("cannot look at the files of " + config.displayName(), e);
    }
    return names;
  }

  // ---- move

  /**
   * Sees that contents of files can follow to another database.
   *
   * @throws InvalidRequestException if there are some, and the other has no place for them
   */
  public void checkCanMoveTo(ItemFiles other) {
    try {
      if (isPresent() && other.root() == null) {
        throw new InvalidRequestException(
            "contents of files lie beside "
                + config.displayName()
                + ", and the destination has no place for them; name a folder with filesFolder");
      }
    } catch (IOException e) {
      throw problem("cannot look at the files of " + config.displayName(), e);
    }
  }

  /**
   * Brings the content of an item over from the files of another database, unless it is here
   * already; whether it is here now, and what was put.
   */
  public boolean bring(Item item, ItemFiles from, Pins pins) {
    String sha256 = contentOf(item);
    try {
      return Disk.uninterrupted(() -> has(sha256) || bring(sha256, from, pins));
    } catch (DamagedFileException e) {
      return false;
    } catch (IOException e) {
      String what = "cannot bring the content of item " + item.id() + " over";
      throw Disk.isFull(e)
          ? new QueueFullException(what + ": the disk is full. Make space and run it again", e)
          : problem(what, e);
    }
  }

  private boolean has(String sha256) throws IOException {
    try (FileChannel content = store().open(sha256)) {
      return Disk.copy(content, null, () -> {}).sha256().equals(sha256);
    } catch (DamagedFileException e) {
      return false;
    }
  }

  private boolean bring(String sha256, ItemFiles from, Pins pins) throws IOException {
    try (FileChannel content = from.store().open(sha256)) {
      ContentStore.Stored stored = store().put(content);
      pins.add(store(), stored);
      return stored.sha256().equals(sha256);
    }
  }

  // ---- counters of watched folders

  /** Adds to the counters of a folder; nothing where there is no place for them. */
  public void count(WatchedFolder more) throws IOException {
    Path root = root();
    if (root != null) {
      ContentStore.makeRoot(root, config.durability() == Durability.FLUSH);
      new WatchedFolders(root).add(more);
    }
  }

  /** The counters of all folders. */
  public List<WatchedFolder> watched() {
    try {
      Path root = root();
      return root == null ? List.of() : new WatchedFolders(root).all();
    } catch (IOException e) {
      throw problem("cannot read the counters of folders of " + config.displayName(), e);
    }
  }

  static StoreAccessException problem(String what, IOException e) {
    return new StoreAccessException(what + ": " + e, e);
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (store != null) {
      try {
        store.close();
      } catch (IOException e) {
        // the next to open the store finds nobody alive there, and cleans up
      }
      store = null;
    }
    if (scratch != null) {
      try {
        Disk.deleteTree(scratch);
      } catch (IOException e) {
        // a program still writes there
      }
      scratch = null;
    }
  }
}
