package atk.pq.files;

import atk.pq.InvalidRequestException;
import atk.pq.internal.files.Disk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where files go once their content is the queue's. */
final class DoneFolder {
  /** The name of a folder in it, for files whose name is taken. */
  private static final Pattern ITEM_ID = Pattern.compile("\\d+");

  private final @Nullable Path folder;

  /**
   * @param folder where they are moved to; null to delete them
   */
  DoneFolder(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * The folder that a user names. It is made now, so that what is wrong with it is told at once.
   *
   * @param watched the watched folder, by its real path
   * @throws InvalidRequestException if it is no folder, or its files would be put again
   */
  static Path named(Path given, Path watched) throws IOException {
    try {
      if (!Files.isDirectory(given)) {
        Files.createDirectories(given);
      }
    } catch (IOException e) {
      throw new InvalidRequestException(
          "the done folder cannot be used: "
              + (Files.exists(given) ? given + " is no folder" : FolderReport.why(e))
              + "; name another one",
          e);
    }
    Path real = given.toRealPath();
    boolean holdsWatched =
        real.equals(watched.getParent()) && ITEM_ID.matcher(watched.getFileName() + "").matches();
    if (real.equals(watched) || holdsWatched || real.startsWith(watched.resolve(".pq-claimed"))) {
      throw new InvalidRequestException(
          "the done folder cannot be "
              + given
              + ": files moved there would be put again; name another one, or leave it out");
    }
    return real;
  }

  /** Where a file goes, unless its name is taken; null where it is deleted. */
  @Nullable Path place(Path file) {
    return folder == null ? null : folder.resolve(file.getFileName());
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
    made(folder);
    if (!move(file, folder.resolve(file.getFileName()))) {
      Path own = made(folder.resolve(String.valueOf(itemId)));
      if (!move(file, own.resolve(file.getFileName()))) {
        Path another = made(own.resolve(UUID.randomUUID().toString()));
        move(file, another.resolve(file.getFileName()));
      }
    }
  }

  /** Links are not followed: who may write here could let files go anywhere. */
  private static Path made(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(folder);
    }
    Disk.checkFolder(folder);
    return folder;
  }

  /** Whether it could be moved; false where the name is taken. */
  private static boolean move(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file); // unlike a rename it replaces nothing
    } catch (FileAlreadyExistsException e) {
      Object key = Disk.attributes(file).fileKey();
      if (key == null || !key.equals(Disk.attributes(target).fileKey())) {
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
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
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
