package atk.pq.faults;

import java.io.IOException;
import java.util.Arrays;

/** A file system that a test makes for itself in an image, and whose power it may cut. */
enum DiskKind {
  /** Without a share kept for root, so that it can be full for the tests too. */
  EXT4("e2fsprogs", 1, "mkfs.ext4", "-q", "-F", "-m", "0"),
  XFS("xfsprogs", 300, "mkfs.xfs", "-q", "-f");

  private final String parcel;
  private final int smallestMib;
  private final String[] make;

  DiskKind(String parcel, int smallestMib, String... make) {
    this.parcel = parcel;
    this.smallestMib = smallestMib;
    this.make = make;
  }

  /** Ends the test as not run where such a disk cannot be made. */
  void isNeeded() throws InterruptedException {
    Root.isNeeded("a loop-mounted " + this);
    try {
      Root.run(make[0], "-V");
    } catch (IOException e) {
      Root.notRun("a loop-mounted " + this + " needs " + make[0] + " (package " + parcel + ")");
    }
  }

  /** How large the image has to be, for a disk of at least so many MiB. */
  long bytes(int mib) {
    return Math.max(mib, smallestMib) * 1024L * 1024;
  }

  void makeIn(String image) throws IOException, InterruptedException {
    String[] words = Arrays.copyOf(make, make.length + 1);
    words[make.length] = image;
    Root.run(words);
  }
}
