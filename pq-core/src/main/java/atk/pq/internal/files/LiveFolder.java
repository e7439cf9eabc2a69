package atk.pq.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
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
  public static LiveFolder create(Path parent) throws IOException {
    Disk.makeFolder(parent);
    Path realParent = parent.toRealPath();
    while (true) {
      Path path = realParent.resolve(UUID.randomUUID().toString());
      Disk.makeFolder(path);
      LiveFolder made = lock(path, StandardOpenOption.CREATE);
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

  /** Looks for the folders of dead processes, hands them over one by one and deletes them. */
  public static void adoptDead(Path parent, Heir heir) throws IOException {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent.toRealPath())) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          adopt(folder, heir);
        }
      }
    }
  }

  private static void adopt(Path folder, Heir heir) throws IOException {
    LiveFolder dead = lock(folder, StandardOpenOption.CREATE);
    if (dead != null) {
      boolean mayBeDeleted = false;
      try {
        mayBeDeleted = heir.inherit(folder);
      } finally {
        dead.end(mayBeDeleted);
      }
    }
  }

  /** Whether the process of this folder lives. */
  static boolean isAlive(Path folder) throws IOException {
    if (OURS.contains(folder)) {
      return true;
    }
    if (!Files.exists(folder.resolve(LOCK))) {
      return false;
    }
    LiveFolder dead = lock(folder, StandardOpenOption.WRITE);
    if (dead != null) {
      dead.end(false);
    }
    return dead == null;
  }

  /** The folder, locked; null where a living process has it or it is gone. */
  private static @Nullable LiveFolder lock(Path folder, StandardOpenOption option)
      throws IOException {
    if (!OURS.add(folder)) {
      return null;
    }
    FileChannel channel = null;
    FileLock lock = null;
    try {
      Path file = folder.resolve(LOCK);
      channel = FileChannel.open(file, option, StandardOpenOption.WRITE);
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

  /** Deletes the folder if nothing is in it; otherwise whoever comes next adopts it. */
  public void leave() throws IOException {
    boolean isEmpty;
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
