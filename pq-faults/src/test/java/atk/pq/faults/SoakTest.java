package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.PersistentQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S22: full load with a reader that lists all the time. */
@Tag("slow")
class SoakTest {
  private static final long MOST_LOG_BYTES = 64L * 1024 * 1024;

  @TempDir Path folder;

  @Test
  @DisplayName("S22 15 s of full load: the log stays within 64 MiB, the heap within 128 MiB")
  void fifteenSecondsOfFullLoad() throws Exception {
    soak(15);
  }

  @Test
  @Tag("deep")
  @DisplayName("S22 10 minutes of full load: the log stays within 64 MiB, the heap within 128 MiB")
  void tenMinutesOfFullLoad() throws Exception {
    soak(600);
  }

  private void soak(int seconds) throws Exception {
    Path file = folder.resolve("jobs.db");
    PersistentQ.connect(file.toString()).close();
    String time = "seconds=" + seconds;
    String queue = "queue=" + Ledger.GONE;
    String purge = "purge=" + Ledger.GONE;
    List<Child> children =
        List.of(
            Child.of(ProducerMain.class, file, time, queue, "threads=8", "batch=10").start(),
            Child.of(ConsumerMain.class, file, time, queue, "threads=16", "max=20").start(),
            Child.of(SweeperMain.class, file, time, purge, "every=500").start(),
            Child.of(ListerMain.class, file, time).start());
    long log = 0;
    Map<String, Long> counts = new TreeMap<>();
    List<String> stalls = new ArrayList<>();
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = children.stream().anyMatch(Child::isAlive);
        log = Math.max(log, size(folder.resolve("jobs.db-wal")));
        tally(children, counts, stalls);
        Thread.sleep(50);
      }
      children.forEach(child -> child.awaitSuccess(Duration.ofMinutes(1)));
      tally(children, counts, stalls);
    } finally {
      children.forEach(Child::close);
    }
    System.out.printf(
        "soak: %d s, log at most %d MiB, acknowledged %s, stalls in ms %s%n",
        seconds, log / 1024 / 1024, counts, stalls);
    assertThat(counts).doesNotContainKey(Ack.ERROR);
    assertThat(log).isBetween(1L, MOST_LOG_BYTES);
    assertThat(counts.getOrDefault(Ack.DONE, 0L)).isPositive();
  }

  /** Ten minutes' acknowledgements are too many to keep: they are counted. */
  private static void tally(List<Child> children, Map<String, Long> counts, List<String> stalls) {
    for (Child child : children) {
      for (Ack ack : child.takeAcks()) {
        counts.merge(ack.verb(), 1L, Long::sum);
        if (ack.is(Ack.STALL)) {
          stalls.add(ack.id() + " " + ack.what());
        }
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
