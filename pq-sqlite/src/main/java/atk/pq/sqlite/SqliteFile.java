package atk.pq.sqlite;

import atk.pq.CorruptQueueException;
import atk.pq.NotAQueueException;
import atk.pq.PqConfig;
import atk.pq.QueueNotFoundException;
import atk.pq.QueueReplacedException;
import atk.pq.StoreAccessException;
import atk.pq.internal.Log;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The database as a file: what it must be before SQLite may touch it, how it comes to be, and
 * whether it is still the one that was opened.
 *
 * <p>The main file is never opened by plain Java: closing any descriptor of it would drop the locks
 * that SQLite holds in this process.
 */
final class SqliteFile {
  /** The permissions of every file that belongs to a queue. */
  static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int LOOKS = 5;
  private static final long LOOK_AGAIN_NANOS = 20_000_000;

  static final int APPLICATION_ID = 0x50715131; // "PqQ1"

  private final Path path;
  private final Object key;
  private final boolean isMade;

  private SqliteFile(Path path, Object key, boolean isMade) {
    this.path = path;
    this.key = key;
    this.isMade = isMade;
  }

  Path path() {
    return path;
  }

  /** A file beside the database that belongs to it: {@code jobs.db-wake}. */
  Path sibling(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /** Finds the file and checks it, or makes it where the configuration allows. */
  static SqliteFile open(PqConfig config, SqliteSchema schema, Ground ground) {
    Path named = toPath(config.dbName());
    boolean isMade = false;
    if (Files.notExists(named)) {
      checkNoLogIsLeft(named);
      if (!config.create()) {
        throw new QueueNotFoundException(
            "there is no queue at " + named + "; put something first, or name another file");
      }
      checkFolder(named, config, ground);
      isMade = create(named, schema);
    }
    Path path = real(named);
    checkFolder(path, config, ground);
    BasicFileAttributes attributes = attributes(path);
    checkKind(path, attributes);
    checkAccess(path);
    checkAccess(path.resolveSibling(path.getFileName() + "-wal"));
    checkAccess(path.resolveSibling(path.getFileName() + "-shm"));
    for (int looks = 1; !isSound(path, config, schema, looks == LOOKS); looks++) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return new SqliteFile(path, attributes.fileKey(), isMade);
  }

  /**
   * @throws QueueReplacedException if the file that was opened is no longer the one at its path
   */
  void checkSame() {
    Object now;
    try {
      now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new QueueReplacedException(
          path + " is gone while it was open; put it back, or connect again", e);
    }
    if (!java.util.Objects.equals(key, now)) {
      throw new QueueReplacedException(
          path + " was replaced by another file while it was open; connect again");
    }
  }

  /** SQLite would play the log of a database that is gone into the one made in its place. */
  private static void checkNoLogIsLeft(Path path) {
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    if (hasContent(log)
        && Files.notExists(path)) { // looked for again: it may be new, and the log its
      throw new CorruptQueueException(
          path
              + " is gone, but its log "
              + log.getFileName()
              + " is there: put the database back beside it, or restore a backup; only to give up"
              + " what they held, move the log away and begin anew");
    }
  }

  private static boolean hasContent(Path file) {
    return Files.exists(file) && attributes(file).size() > 0;
  }

  private static Path toPath(String name) {
    try {
      return Path.of(name).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new NotAQueueException("\"" + name + "\" is no path of a file: " + e.getReason(), e);
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new StoreAccessException(
          "cannot reach " + path + ": check the folders on the way to it", e);
    }
  }

  private static BasicFileAttributes attributes(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException e) {
      throw new StoreAccessException("cannot look at " + path + ": check its permissions", e);
    }
  }

  // ---- checks before SQLite touches anything

  private static void checkFolder(Path path, PqConfig config, Ground ground) {
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new QueueNotFoundException(
          "the folder " + folder + " does not exist; make it first (mkdir -p)");
    }
    if (!Files.isWritable(folder)) {
      throw new StoreAccessException(
          "the folder "
              + folder
              + " is read-only for this user; the queue's log has to be written"
              + " beside the file: change its permissions, or use another folder");
    }
    if (!config.allowNetworkFileSystem()) {
      ground.checkLocal(folder);
    }
  }

  private static void checkKind(Path path, BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      throw new NotAQueueException(path + " is a folder; name a file in it, such as jobs.db");
    }
    if (!attributes.isRegularFile()) {
      throw new NotAQueueException(path + " is no ordinary file; name another one");
    }
    if (attributes.size() == 0) {
      throw new NotAQueueException(
          path
              + " is empty (0 bytes), so whatever it held is lost or was never there; delete it to"
              + " start a new queue, or restore a backup");
    }
  }

  private static void checkAccess(Path path) {
    try {
      path.getFileSystem().provider().checkAccess(path, AccessMode.READ, AccessMode.WRITE);
    } catch (NoSuchFileException e) {
      // a log that was removed when the last process left
    } catch (IOException e) {
      throw new StoreAccessException(
          path
              + " is "
              + (Files.isReadable(path) ? "read-only" : "not readable")
              + " for this user: change its permissions (chmod u+rw), or run as its owner",
          e);
    }
  }

  /**
   * Reads the header without locks and without the log, so that nothing is written. A checkpoint
   * that is under way, or was killed, leaves a file that makes sense only with its log: where there
   * is one that holds what the file lacks, it is for SQLite to tell, which reads both.
   *
   * @return false where a checkpoint that ended meanwhile may have deceived the look, and it is not
   *     the last
   */
  private static boolean isSound(Path path, PqConfig config, SqliteSchema schema, boolean last) {
    long size = attributes(path).size();
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    boolean hasLog = hasContent(log);
    try (Statements look = SqliteConnections.openToLook(path)) {
      checkApplication(look, path, config);
      if (config.shareDatabase()) {
        return true;
      }
      schema.checkVersion((int) look.number("PRAGMA user_version", 0));
      long bytes = look.number("PRAGMA page_count", 0) * look.number("PRAGMA page_size", 0);
      if (size < bytes && !hasLog) {
        throw new CorruptQueueException(
            path + " was cut off: " + size + " of " + bytes + " bytes are left; restore a backup");
      }
    } catch (SQLException e) {
      if (!hasLog || !SqliteErrors.isCorrupt(e)) {
        throw SqliteErrors.nothingHappened(e, path);
      }
      if (!LogPages.complete(log, size)) {
        if (last) {
          throw SqliteErrors.nothingHappened(e, path);
        }
        return false;
      }
    }
    return true;
  }

  /**
   * @throws NotAQueueException if the database belongs to another application
   */
  static void checkApplication(Statements look, Path path, PqConfig config) throws SQLException {
    if (look.number("PRAGMA application_id", 0) != APPLICATION_ID && !config.shareDatabase()) {
      throw new NotAQueueException(
          path
              + " is a SQLite database of another application; name another file"
              + " (or use shareDatabase to keep a queue in it)");
    }
  }

  // ---- making a new one

  /**
   * Makes the file whole under another name and then links it into place, so that no process ever
   * meets a half-made queue, and of several makers one wins.
   *
   * @return whether that was this one
   */
  private static boolean create(Path path, SqliteSchema schema) {
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path fresh = path.resolveSibling(path.getFileName() + "-new-" + random);
    try {
      Files.createFile(fresh, OWNER_ONLY);
      schema.create(fresh);
      flush(fresh);
      Files.createLink(path, fresh);
      flushFolder(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false; // another process made it first
    } catch (AccessDeniedException | NoSuchFileException e) {
      throw new StoreAccessException(
          "cannot make " + path + ": this user may not write to its folder", e);
    } catch (IOException e) {
      throw new StoreAccessException("cannot make " + path + ": " + e.getMessage(), e);
    } catch (SQLException e) {
      throw SqliteErrors.nothingHappened(e, path);
    } finally {
      deleteWithSiblings(fresh);
    }
  }

  /**
   * Removes what this opening made, once it is closed, if nothing was ever put. It is looked at
   * under another name: what others put until then is in it or in its log, and what they put later
   * they are told to have put into a file that is gone.
   */
  void discardIfUnused() {
    if (!isMade) {
      return;
    }
    Path aside = sibling("-new-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    try {
      Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
      if (Files.exists(sibling("-wal")) || !isUnused(aside)) {
        Files.createLink(path, aside);
      } else {
        deleteQuietly(sibling("-wake"));
        deleteQuietly(sibling("-reserve"));
      }
      Files.deleteIfExists(aside);
    } catch (IOException | SQLException e) {
      Log.warn("the new file " + path + " could not be removed again; look for " + aside, e);
    }
  }

  private static boolean isUnused(Path file) throws SQLException {
    try (Statements look = SqliteConnections.openToLook(file)) {
      return look.number(SqliteSql.LAST_ID, -1) == 0;
    }
  }

  /** Removes a file that nobody needs, and what SQLite keeps beside it. */
  static void deleteWithSiblings(Path file) {
    for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
      deleteQuietly(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Makes a name just given to this file last. */
  static void flushFolder(Path file) throws IOException {
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // a leftover that harms nobody; doctor names it
    }
  }
}
