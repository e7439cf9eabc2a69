package atk.pq.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own, mounted for a test and always unmounted. Only for root. */
final class Mount implements AutoCloseable {
  private final Path folder;

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

  @Override
  public void close() throws IOException, InterruptedException {
    // lazily: a queue that closed itself leaves its files open
    Root.run("umount", "--lazy", folder.toString());
  }
}
