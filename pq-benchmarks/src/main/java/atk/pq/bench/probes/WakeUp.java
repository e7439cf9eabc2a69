package atk.pq.bench.probes;

import atk.pq.Claim;
import atk.pq.PersistentQ;
import atk.pq.bench.ChildJvm;
import atk.pq.bench.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * From the acknowledgement of a put in this process to the return of the get that waited for it in
 * another; 0 where that get returned first, while the put was still on its way back to its caller.
 * Both read the same monotonic clock. The other process waits on one file for the figures that are
 * fresh, and on many for those after ten idle seconds, or they would take an hour.
 */
final class WakeUp implements Probe {
  private static final int FRESH = 300;
  private static final int FILES = 20;
  private static final int IDLE_ROUNDS = 3;
  private static final long IDLE_MILLIS = 10_500;

  @Override
  public List<Figure> measure(Path data) throws Exception {
    List<PersistentQ> queues = new ArrayList<>();
    try (Scratch scratch = new Scratch(data)) {
      String folder = scratch.folder().toString();
      try {
        for (int i = 0; i < FILES; i++) {
          queues.add(PersistentQ.connect(Path.of(folder, i + ".db").toString()));
        }
        try (ChildJvm.Running waiting = ChildJvm.of(WakeUp.class).start(folder)) {
          waiting.line();
          return measure(queues, waiting);
        }
      } finally {
        queues.forEach(PersistentQ::close);
      }
    }
  }

  private static List<Figure> measure(List<PersistentQ> queues, ChildJvm.Running waiting)
      throws Exception {
    for (int i = 0; i < FRESH / 3; i++) {
      wakeMillis(queues.get(0), waiting); // to warm up
    }
    Random random = new Random(7);
    List<Double> fresh = new ArrayList<>();
    for (int i = 0; i < FRESH; i++) {
      Thread.sleep(5 + random.nextInt(20));
      fresh.add(wakeMillis(queues.get(0), waiting));
    }
    List<Double> idle = new ArrayList<>();
    for (int round = 0; round < IDLE_ROUNDS; round++) {
      Thread.sleep(IDLE_MILLIS);
      for (PersistentQ queue : queues) {
        idle.add(wakeMillis(queue, waiting));
      }
    }
    String after = "wake-up, after ten idle seconds, ";
    double idleP99 = Median.share(idle, 0.99);
    return List.of(
        Figure.of("wake-up, fresh, p50", Median.of(fresh), "ms").under(1.5),
        Figure.of("wake-up, fresh, p99 of " + FRESH, Median.share(fresh, 0.99), "ms").under(8),
        Figure.of(after + "p50", Median.of(idle), "ms").under(5),
        Figure.of(after + "p99 of " + idle.size(), idleP99, "ms").under(15));
  }

  private static double wakeMillis(PersistentQ queue, ChildJvm.Running waiting) throws IOException {
    queue.putItem("wake up");
    long acknowledged = System.nanoTime();
    long woken = Long.parseLong(waiting.line());
    return Math.max(0, woken - acknowledged) / 1e6;
  }

  /** The process that waits. */
  public static void main(String[] arguments) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      PersistentQ queue = PersistentQ.connect(Path.of(arguments[0], i + ".db").toString());
      threads.add(new Thread(() -> getForEver(queue)));
    }
    threads.forEach(Thread::start);
    Thread.sleep(500);
    System.out.println("waiting");
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void getForEver(PersistentQ queue) {
    while (true) {
      Optional<Claim> claim = queue.getItem(Duration.ofMinutes(1));
      long woken = System.nanoTime();
      if (claim.isPresent()) {
        claim.get().processed();
        System.out.println(woken);
      }
    }
  }
}
