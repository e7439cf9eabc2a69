package atk.pq.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that belongs to one living process: it holds the lock of a file in it. The system drops
 * the lock when the process dies, however it dies; whoever then takes the lock may adopt what is
 * left. Safe for use by many threads.
 *
 * <p>Closing any descriptor of a locked file drops the lock of the whole process. So a lock file of
 * this process is never opened a second time: {@link #OURS} knows them.
 */
public final class LiveFolder implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private LiveFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes one under this folder, which is made too where it is missing. */
  static LiveFolder create(Path parent) throws IOException {
    return create(parent, "");
  }

  /** The same; its name ends as given. */
  public static LiveFolder create(Path parent, String ending) throws IOException {
    Disk.makeFolder(parent);
    Path realParent = parent.toRealPath();
    while (true) {
      Path path = realParent.resolve(UUID.randomUUID() + ending);
      Disk.makeFolder(path);
      LiveFolder made = lock(path);
      if (made != null) {
        return made;
      }
    }
  }

  public Path path() {
    return path;
  }

  /** What to do with the folder of a dead process, before it is deleted. */
  @FunctionalInterface
  public interface Heir {
    /** Returns whether the folder may be deleted now. */
    boolean inherit(Path folder) throws IOException;
  }

  /**
   * Looks for the folders of dead processes, hands them over one by one and deletes them. One that
   * fails does not keep it from the others.
   */
  public static void adoptDead(Path parent, Heir heir) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    IOException problem = null;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent.toRealPath())) {
      for (Path folder : folders) {
        try {
          if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            adopt(folder, heir);
          }
        } catch (IOException e) {
          problem = e;
        }
      }
    }
    if (problem != null) {
      throw problem;
    }
  }

  private static void adopt(Path folder, Heir heir) throws IOException {
    LiveFolder dead = lock(folder);
    if (dead != null) {
      boolean mayBeDeleted = false;
      try {
        mayBeDeleted = heir.inherit(folder);
      } finally {
        dead.end(mayBeDeleted);
      }
    }
  }

  /** The folder, locked; null where a living process has it or it is gone. */
  private static @Nullable LiveFolder lock(Path folder) throws IOException {
    if (!OURS.add(folder)) {
      return null;
    }
    FileChannel channel = null;
    FileLock lock = null;
    try {
      Path file = folder.resolve(LOCK);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Disk.attributes(file).isRegularFile()) {
        throw new FileSystemException(file.toString(), null, "is no ordinary file; remove it");
      } // to open a pipe would take for ever
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      lock = channel.tryLock();
      // Whoever had the lock before may have deleted the folder meanwhile.
      if (lock != null && Files.exists(file)) {
        return new LiveFolder(folder, channel);
      }
      lock = null;
      return null;
    } catch (NoSuchFileException e) {
      return null;
    } finally {
      if (lock == null) {
        if (channel != null) {
          channel.close();
        }
        OURS.remove(folder);
      }
    }
  }

  /** Whether nobody has removed it. */
  public boolean isThere() {
    return Files.exists(path.resolve(LOCK), LinkOption.NOFOLLOW_LINKS);
  }

  /** Lets go of it and leaves what is in it: whoever comes next adopts it. */
  public void abandon() throws IOException {
    end(false);
  }

  /** Deletes the folder if nothing is in it; otherwise whoever comes next adopts it. */
  public void leave() throws IOException {
    boolean isEmpty = false;
    try (Stream<Path> entries = Files.list(path)) {
      isEmpty = entries.allMatch(entry -> entry.endsWith(LOCK));
    }
    end(isEmpty);
  }

  /** Deletes the folder with what is in it. */
  @Override
  public void close() throws IOException {
    end(true);
  }

  private void end(boolean isDeleted) throws IOException {
    try (lock) {
      if (isDeleted) {
        // The lock file goes last: a folder without one is nobody's.
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
          for (Path entry : entries) {
            if (!entry.endsWith(LOCK)) {
              Disk.deleteTree(entry);
            }
          }
        }
        Disk.deleteTree(path);
      }
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      // somebody else cleans up here too
    } finally {
      OURS.remove(path);
    }
  }
}
