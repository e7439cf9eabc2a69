package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk that a test fills up: in memory, where it is quick, and one that has a journal. */
enum SmallDisk {
  TMPFS,
  EXT4;

  /** Mounts one of so many MiB; ends the test as not run where that is not possible. */
  Mount mount(Path folder, int mib) throws IOException, InterruptedException {
    Path disk = folder.resolve("disk");
    if (this == TMPFS) {
      Root.isNeeded("a small tmpfs");
      return Mount.tmpfs(disk, mib * 1_024);
    }
    DiskKind.EXT4.isNeeded();
    return Mount.disk(DiskKind.EXT4, folder.resolve("disk.img"), disk, mib);
  }

  /** Leaves not a byte on the disk where {@code other} lies. */
  static void fillUp(Path other) throws IOException {
    FileStore store = Files.getFileStore(other.getParent());
    for (int size = 64 * 1_024; size > 0; size /= 2) {
      try {
        while (store.getUsableSpace() > 0) {
          Files.write(other, new byte[size], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
      } catch (IOException e) {
        // no room for a piece of this size
      }
    }
    assertThat(store.getUsableSpace()).as("room on the disk").isZero();
  }
}
