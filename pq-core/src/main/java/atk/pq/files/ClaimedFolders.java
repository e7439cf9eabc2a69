package atk.pq.files;

import atk.pq.InvalidRequestException;
import atk.pq.internal.files.Disk;
import atk.pq.internal.files.LiveFolder;
import atk.pq.internal.files.OwnFiles;
import atk.pq.internal.files.SafeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What producers have taken out of a folder and not yet put: below {@code .pq-claimed}, each in a
 * folder of its own, whose name ends with the queue and a hash of queue and database. So whoever
 * finds the folder of a dead one knows whether its files are for the same queue. Used by one
 * thread.
 */
final class ClaimedFolders {
  private static final int HASH_CHARS = 16;

  private final Path folder;
  private final Path all;
  private final String ending;
  private LiveFolder own;

  /**
   * @param folder the watched folder, by its real path
   */
  ClaimedFolders(Path folder, String queue, OwnFiles database) throws IOException {
    this.folder = folder;
    this.all = folder.resolve(".pq-claimed");
    byte[] place = (queue + "\0" + database.identity()).getBytes(StandardCharsets.UTF_8);
    this.ending = "." + SafeName.of(queue) + "." + Disk.sha256(place).substring(0, HASH_CHARS);
    this.own = make();
  }

  Path all() {
    return all;
  }

  /** The folder of this producer. */
  Path own() {
    return own.path();
  }

  /** Whether what a dead producer left is for the same queue of the same database. */
  boolean isForUs(Path dead) {
    return dead.getFileName().toString().endsWith(ending);
  }

  void adoptDead(LiveFolder.Heir heir) throws IOException {
    LiveFolder.adoptDead(all, heir);
  }

  /**
   * Sees that the folders are there and are what they were, and makes them anew where they were
   * removed.
   *
   * @throws InvalidRequestException if that cannot be; the message says why
   */
  void renew() throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidRequestException(
          folder + " is gone; make it again (mkdir), and watching goes on");
    }
    if (Files.exists(all, LinkOption.NOFOLLOW_LINKS)) {
      Disk.checkFolder(all);
    }
    if (!own.isThere()) {
      own.abandon();
      own = make();
    }
  }

  private LiveFolder make() throws IOException {
    Disk.makeFolder(all);
    Disk.checkFolder(all);
    LiveFolder made;
    try {
      made = LiveFolder.create(all, ending);
    } catch (AccessDeniedException e) {
      throw ofAnother(e);
    }
    if (!owner(all).equals(owner(made.path()))) {
      made.close();
      throw ofAnother(null);
    }
    return made;
  }

  private InvalidRequestException ofAnother(@Nullable IOException e) throws IOException {
    String owner = owner(all);
    return new InvalidRequestException(
        all
            + " belongs to "
            + owner
            + ", and all who watch a folder must be one user: run this as "
            + owner
            + ", or stop the others and remove "
            + all
            + " when it is empty",
        e);
  }

  private static String owner(Path path) throws IOException {
    try {
      return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (UnsupportedOperationException e) {
      return "somebody"; // a file system without owners
    }
  }

  /** Leaves nothing behind, or what could not be put for the next producer. */
  void close() throws IOException {
    own.leave();
  }
}
