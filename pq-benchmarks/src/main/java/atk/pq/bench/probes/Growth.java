package atk.pq.bench.probes;

import atk.pq.Claim;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.bench.Scratch;
import atk.pq.bench.queues.PqState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;

/**
 * Puts, finishes and purges at a steady rate, and looks at the size of the file with its log every
 * second: it must not grow once it is warm, for which a quarter of the time is left out. The rate
 * is held, as the file keeps the size that its busiest second needed.
 */
final class Growth implements Probe {
  private static final int BATCH = 100;
  private static final int ITEMS_A_SECOND = 10_000;

  private final int seconds;

  Growth(int seconds) {
    this.seconds = seconds;
  }

  @Override
  public List<Figure> measure(Path data) throws Exception {
    List<Double> sizes = new ArrayList<>();
    AtomicLong finished = new AtomicLong();
    try (Scratch scratch = new Scratch(data)) {
      Path file = scratch.folder().resolve("jobs.db");
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        play(pq, finished, () -> sizes.add(size(file)));
      }
    }
    List<Double> warm = sizes.subList(Math.max(1, sizes.size() / 4), sizes.size());
    double first = Median.share(warm.subList(0, warm.size() / 2), 1);
    double second = Median.share(warm.subList(warm.size() / 2, warm.size()), 1);
    return List.of(
        Figure.of("put, finished and purged in " + seconds + " s", finished.get(), "items"),
        Figure.of("file and log, largest in the first half", first / (1 << 20), "MiB"),
        Figure.of("file and log, second half against first", second / first, "×").under(1.1));
  }

  private interface Look {
    void at() throws IOException;
  }

  private void play(PersistentQ pq, AtomicLong finished, Look look) throws Exception {
    List<NewItem> batch = Collections.nCopies(BATCH, NewItem.of(PqState.ITEM));
    AtomicLong put = new AtomicLong();
    long began = System.nanoTime();
    long end = began + seconds * 1_000_000_000L;
    Thread producer =
        repeat(
            end,
            n -> {
              if (put.get() > (System.nanoTime() - began) / 1e9 * ITEMS_A_SECOND) {
                return 1;
              }
              pq.putItems(batch);
              put.addAndGet(BATCH);
              return 0;
            });
    Thread consumer =
        repeat(
            end,
            n -> {
              List<Claim> claims = pq.getItems(BATCH);
              pq.processed(claims);
              finished.addAndGet(claims.size());
              return claims.isEmpty() ? 1 : 0;
            });
    while (System.nanoTime() < end) {
      Thread.sleep(1_000);
      pq.purge(Duration.ZERO, Status.PROCESSED);
      look.at();
    }
    producer.join();
    consumer.join();
  }

  /** Does it again and again until the end, resting for as many milliseconds as it answers. */
  private static Thread repeat(long end, IntUnaryOperator deed) {
    Thread thread =
        new Thread(
            () -> {
              for (int n = 0; System.nanoTime() < end; n++) {
                try {
                  Thread.sleep(deed.applyAsInt(n));
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    thread.start();
    return thread;
  }

  private static double size(Path file) throws IOException {
    return Files.size(file) + Files.size(file.resolveSibling(file.getFileName() + "-wal"));
  }
}
