package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.PersistentQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S22: full load with a reader that lists all the time. */
@Tag("slow")
class SoakTest {
  private static final long MOST_LOG_BYTES = 64L * 1024 * 1024;
  private static final long MOST_MILLIS = 1_000;
  private static final int SAMPLES = 32;
  private static final long MOST_GROWTH_KIB = 6 * 1024;
  private static final int LEAK_KIB = 1024;
  private static final String LEAKING = "leaking";

  @TempDir Path folder;
  private final Map<String, Child> children = new LinkedHashMap<>();
  private final SoakFigures figures = new SoakFigures();

  @Test
  @DisplayName("S22 15 s of full load: the log stays within 64 MiB, each heap flat within 128 MiB")
  void fifteenSecondsOfFullLoad() throws Exception {
    soak(15);
  }

  @Test
  @Tag("deep")
  @DisplayName("S22 10 minutes of full load: the same, and no call takes a second")
  void tenMinutesOfFullLoad() throws Exception {
    soak(600);
    for (String name : List.of("producer", "consumer", "reader")) {
      assertThat(figures.longestStall(name)).as(name).isLessThan(MOST_MILLIS);
    }
  }

  private void soak(int seconds) throws Exception {
    Path file = folder.resolve("jobs.db");
    Path other = folder.resolve("other.db");
    PersistentQ.connect(file.toString()).close();
    PersistentQ.connect(other.toString()).close();
    String time = "seconds=" + seconds;
    String heap = "heap=" + seconds * 1_000 / SAMPLES;
    String queue = "queue=" + Ledger.GONE;
    String purge = "purge=" + Ledger.GONE;
    start("producer", ProducerMain.class, file, time, heap, queue, "threads=8", "batch=10");
    start("consumer", ConsumerMain.class, file, time, heap, queue, "threads=16", "max=20");
    start("purger", SweeperMain.class, file, time, heap, purge, "every=500");
    start("reader", ListerMain.class, file, time, heap);
    start(LEAKING, SweeperMain.class, other, time, heap, "every=500", "leak=" + LEAK_KIB);
    long log = 0;
    try {
      while (children.values().stream().anyMatch(Child::isAlive)) {
        log = Math.max(log, size(folder.resolve("jobs.db-wal")));
        children.forEach(figures::take);
        Thread.sleep(50);
      }
      children.values().forEach(child -> child.awaitSuccess(Duration.ofMinutes(1)));
      children.forEach(figures::take);
    } finally {
      children.values().forEach(Child::close);
    }
    System.out.printf("soak: %d s, log at most %d MiB, %s%n", seconds, log / 1024 / 1024, figures);
    assertThat(figures.count(Ack.ERROR)).isZero();
    assertThat(figures.count(Ack.DONE)).isPositive();
    assertThat(log).isBetween(1L, MOST_LOG_BYTES);
    checkHeaps();
  }

  /** Started with -Xmx128m, as every child. */
  private void start(String name, Class<?> main, Object... arguments) {
    children.put(name, Child.of(main, arguments).start());
  }

  private void checkHeaps() {
    for (String name : children.keySet()) {
      if (name.equals(LEAKING)) {
        assertThat(figures.heapGrowth(name)).as("the control").isGreaterThan(MOST_GROWTH_KIB);
      } else {
        assertThat(figures.heapGrowth(name)).as(name).isLessThan(MOST_GROWTH_KIB);
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // the last to close removes it
    }
  }
}
