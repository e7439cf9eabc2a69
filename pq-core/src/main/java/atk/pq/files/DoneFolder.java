package atk.pq.files;

import atk.pq.internal.files.Disk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where files go once their content is the queue's. */
final class DoneFolder {
  private final @Nullable Path folder;

  /**
   * @param folder where they are moved to; null to delete them
   */
  DoneFolder(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * Moves a file here. Never replaces another one: where its name is taken, it goes into a folder
   * named by its item's id.
   */
  void take(Path file, long itemId) throws IOException {
    if (folder == null) {
      Files.deleteIfExists(file);
      return;
    }
    Files.createDirectories(folder);
    if (!move(file, folder.resolve(file.getFileName()))) {
      Path own = Files.createDirectories(folder.resolve(String.valueOf(itemId)));
      if (!move(file, own.resolve(file.getFileName()))) {
        Path another = Files.createDirectories(own.resolve(UUID.randomUUID().toString()));
        move(file, another.resolve(file.getFileName()));
      }
    }
  }

  /** Whether it could be moved; false where the name is taken. */
  private static boolean move(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file); // unlike a rename it replaces nothing
    } catch (FileAlreadyExistsException e) {
      if (!Files.isSameFile(file, target)) {
        return false;
      } // somebody was killed between the two steps
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (!Files.exists(file)) {
        return true; // another producer has moved it
      }
      return copy(file, target);
    }
    Files.deleteIfExists(file);
    return true;
  }

  /** To another file system: copy, flush, give it its name, and only then delete. */
  private static boolean copy(Path file, Path target) throws IOException {
    if (Files.exists(target)) {
      return false;
    }
    Path fresh = target.resolveSibling(".pq-" + UUID.randomUUID() + ".part");
    try {
      Files.copy(file, fresh, StandardCopyOption.COPY_ATTRIBUTES);
      Disk.flush(fresh);
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      Disk.flushFolder(Objects.requireNonNull(target.toAbsolutePath().getParent(), "no folder"));
    } finally {
      Files.deleteIfExists(fresh);
    }
    Files.deleteIfExists(file);
    return true;
  }
}
