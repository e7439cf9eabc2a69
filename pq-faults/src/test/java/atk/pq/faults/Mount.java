package atk.pq.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of its own, mounted for a test and always unmounted. Only for root. */
final class Mount implements AutoCloseable {
  private final Path folder;
  private boolean isMounted = true;

  private Mount(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** A file system in memory of so many KiB. */
  static Mount tmpfs(Path folder, int kib) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    return mount(folder, "mount", "-t", "tmpfs", "-o", "size=" + kib + "k", "pq-faults", folder);
  }

  /** A file system in a file, of at least so many MiB. */
  static Mount disk(DiskKind kind, Path image, Path folder, int mib)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (FileChannel file =
        FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(1), kind.bytes(mib) - 1);
    }
    kind.makeIn(image.toString());
    return mount(folder, "mount", "-o", "loop", image, folder);
  }

  /** Mounts an image again, after a power cut: its journal is replayed. */
  static Mount again(Path image, Path folder) throws IOException, InterruptedException {
    Root.run("mount", "-o", "loop", image.toString(), folder.toString());
    return new Mount(folder);
  }

  /**
   * The power goes: the file system is shut down without flushing anything, not even its journal
   * (FS_IOC_SHUTDOWN with NOLOGFLUSH). From then on every call on it fails.
   */
  void cutPower() throws IOException, InterruptedException {
    Root.run(
        "perl",
        "-e",
        "open(my $d, '<', $ARGV[0]) or die $!;"
            + "my $how = pack('L', 2); ioctl($d, 0x8004587d, $how) or die \"shutdown: $!\"",
        folder.toString());
  }

  private static Mount mount(Path folder, Object... command)
      throws IOException, InterruptedException {
    String[] words = new String[command.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = command[i].toString();
    }
    try {
      Root.run(words);
    } catch (IOException e) {
      Root.notRun("mounting is not possible here: " + e.getMessage());
    }
    return new Mount(folder);
  }

  /** Unmounts it, once nobody uses it any more. */
  void unmount() throws IOException, InterruptedException {
    for (int attempt = 0; isMounted; attempt++) {
      try {
        Root.run("umount", folder.toString());
        isMounted = false;
      } catch (IOException e) {
        if (attempt == 200) {
          throw e;
        }
        System.gc(); // a mapped file is let go with its buffer
        Thread.sleep(50);
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (isMounted) {
      // lazily: a queue that closed itself leaves its files open
      Root.run("umount", "--lazy", folder.toString());
    }
  }
}
