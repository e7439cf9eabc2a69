package atk.pq.faults;

import java.nio.file.Path;
import java.util.List;

/** The processes of a busy queue: producers, workers, a manager and a purger. */
final class Crowd {
  private static final String ALL = String.join(",", Ledger.KEPT, Ledger.GONE, Ledger.ORDERED);
  private static final String SOME = String.join(",", Ledger.KEPT, Ledger.GONE);

  private Crowd() {}

  /** The first is a producer, the second a worker: what they do is worth waiting for. */
  static List<Child> start(Path file, String name, String... options) {
    return List.of(
        child(ProducerMain.class, file, options, "name=" + name + "a", "queue=" + ALL, "threads=3"),
        child(ConsumerMain.class, file, options, "queue=" + ALL, "threads=3", "lease=200"),
        child(
            ProducerMain.class, file, options, "name=" + name + "b", "queue=" + SOME, "threads=2"),
        child(ConsumerMain.class, file, options, "queue=" + SOME, "threads=2", "lease=200"),
        child(SweeperMain.class, file, options, "every=10"),
        child(SweeperMain.class, file, options, "every=10", "purge=" + Ledger.GONE));
  }

  private static Child child(Class<?> main, Path file, String[] more, String... own) {
    Object[] all = new Object[1 + own.length + more.length];
    all[0] = file;
    System.arraycopy(own, 0, all, 1, own.length);
    System.arraycopy(more, 0, all, 1 + own.length, more.length);
    return Child.of(main, all).start();
  }
}
