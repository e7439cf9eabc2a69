package atk.pq.faults;

import java.nio.file.Path;
import java.util.List;

/** The processes of a busy queue: producers, workers, a manager and a purger. */
final class Crowd {
  static final int SIZE = 6;

  private static final String ALL = String.join(",", Ledger.KEPT, Ledger.GONE, Ledger.ORDERED);
  private static final String SOME = String.join(",", Ledger.KEPT, Ledger.GONE);

  private Crowd() {}

  /** The first is a producer, the second a worker: their work is worth waiting for. */
  static List<Child> start(Path file, String name) {
    return List.of(
        producer(file, name + "a", ALL),
        worker(file, ALL),
        producer(file, name + "b", SOME),
        worker(file, SOME),
        manager(file),
        purger(file));
  }

  private static Child producer(Path file, String name, String queues) {
    return Child.of(ProducerMain.class, file, "name=" + name, "queue=" + queues, "threads=3")
        .start();
  }

  private static Child worker(Path file, String queues) {
    int threads = queues.split(",").length; // one a queue, so that order can be told
    return Child.of(ConsumerMain.class, file, "queue=" + queues, "threads=" + threads, "lease=200")
        .start();
  }

  private static Child manager(Path file) {
    return Child.of(SweeperMain.class, file, "every=10").start();
  }

  private static Child purger(Path file) {
    return Child.of(SweeperMain.class, file, "every=10", "purge=" + Ledger.GONE).start();
  }
}
