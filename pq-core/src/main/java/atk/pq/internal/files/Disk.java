package atk.pq.internal.files;

import atk.pq.InvalidRequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is done to files on disk, step by step. */
public final class Disk {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> READ_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--------"));

  private Disk() {}

  /** An action on files. */
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }

  /**
   * Runs an action to its end although the thread is interrupted, which would close its channels
   * under it; the interrupt is kept. The action must bear to be begun anew.
   */
  static <T> T uninterrupted(Action<T> action) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return action.run();
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static FileChannel openToRead(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes a file that this channel may write and everybody else may only read. */
  static FileChannel createReadOnly(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), READ_ONLY);
  }

  /** The attributes of the file itself, not of what it links to. */
  public static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** How many names the file has; 1 where the file system cannot tell. */
  static int links(Path file) throws IOException {
    try {
      return (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return 1;
    }
  }

  /** Makes a folder that only this user may look into; returns whether it was missing. */
  public static boolean makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return false;
    }
    Files.createDirectories(folder, PRIVATE_FOLDER);
    return true;
  }

  /** Sees that this is a folder, and no link that leads elsewhere. */
  public static void checkFolder(Path folder) throws IOException {
    if (!attributes(folder).isDirectory()) {
      throw new InvalidRequestException(
          folder + " is a link or a file, where Pq needs a folder of its own; remove it");
    }
  }

  public static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  public static void flushFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Copies everything and hashes it on the way.
   *
   * @param to where it goes; null to hash only
   * @param alive is called now and then
   */
  static Hashed copy(ReadableByteChannel from, @Nullable WritableByteChannel to, Runnable alive)
      throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long bytes = 0;
    while (from.read(buffer) >= 0) {
      buffer.flip();
      bytes += buffer.remaining();
      digest.update(buffer.array(), 0, buffer.limit());
      while (to != null && buffer.hasRemaining()) {
        to.write(buffer);
      }
      buffer.clear();
      alive.run();
    }
    return new Hashed(HexFormat.of().formatHex(digest.digest()), bytes);
  }

  /** What was read. */
  record Hashed(String sha256, long bytes) {}

  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether the file system says that it has no room left. */
  static boolean isFull(IOException problem) {
    String reason = problem instanceof FileSystemException e ? e.getReason() : problem.getMessage();
    return reason != null
        && (reason.contains("No space left") || reason.contains("quota exceeded"));
  }

  /** Deletes a file, or a folder with all that is in it; follows no links. */
  public static void deleteTree(Path tree) throws IOException {
    if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(tree)) {
        for (Path entry : entries) {
          deleteTree(entry);
        }
      } catch (NoSuchFileException e) {
        return; // somebody else deletes it too
      }
    }
    Files.deleteIfExists(tree);
  }
}
