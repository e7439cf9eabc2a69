package atk.pq.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Cuts the power of a small disk while processes write a queue there: the file system is shut down
 * without a flush of its journal, and mounted again.
 *
 * @param kind what it is
 * @param folder where its image and its mount point lie
 * @param mib the size of the disk
 * @param longestMillis how long the load goes on at most after its first acknowledgement
 */
record PowerCut(DiskKind kind, Path folder, int mib, int longestMillis, Random random) {

  /** Starts the processes, the one that acknowledges first at the head. */
  interface Load {
    List<Child> on(Path file) throws Exception;
  }

  /** What is wrong with the file, given what was acknowledged before the cut. */
  interface Check {
    List<String> problems(Path file, List<Ack> acks) throws Exception;
  }

  /** A file that cannot even be opened is a problem too. */
  List<String> problems(Load load, Check check) throws Exception {
    Path image = folder.resolve("disk.img");
    Path disk = folder.resolve("disk");
    Path file = disk.resolve("jobs.db");
    Files.deleteIfExists(image);
    List<Ack> acks = new ArrayList<>();
    try (Mount mounted = Mount.disk(kind, image, disk, mib)) {
      List<Child> children = load.on(file);
      try {
        children.forEach(Child::awaitReady);
        children.get(0).await(0, Ack::isAck);
        Thread.sleep(random.nextInt(longestMillis));
        long before = System.nanoTime();
        mounted.cutPower();
        children.forEach(Child::kill);
        for (Child child : children) {
          child.acks().stream().filter(ack -> ack.nanos() < before).forEach(acks::add);
        }
      } finally {
        children.forEach(Child::close);
      }
      mounted.unmount();
    }
    try (Mount again = Mount.again(image, disk)) {
      List<String> problems = problems(file, acks, check);
      again.unmount();
      return problems;
    }
  }

  private static List<String> problems(Path file, List<Ack> acks, Check check) {
    try {
      return check.problems(file, acks);
    } catch (Exception e) {
      return List.of("cannot be opened: " + e);
    }
  }
}
