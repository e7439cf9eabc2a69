package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.PersistentQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
    try {
      while (children.stream().anyMatch(Child::isAlive)) {
        log = Math.max(log, size(folder.resolve("jobs.db-wal")));
        Thread.sleep(50);
      }
      children.forEach(child -> child.awaitSuccess(Duration.ofMinutes(1)));
    } finally {
      children.forEach(Child::close);
    }
    List<Ack> acks =
        Stream.of(children.get(0), children.get(1)).flatMap(c -> c.acks().stream()).toList();
    assertThat(acks).noneMatch(ack -> ack.is(Ack.ERROR));
    long done = acks.stream().filter(ack -> ack.is(Ack.DONE)).count();
    System.out.printf(
        "soak: %d s, %d items put and %d finished, log at most %d MiB, stalls in ms %s%n",
        seconds,
        acks.stream().filter(ack -> ack.is(Ack.PUT)).count(),
        done,
        log / 1024 / 1024,
        acks.stream().filter(ack -> ack.is(Ack.STALL)).map(a -> a.id() + " " + a.what()).toList());
    assertThat(log).isBetween(1L, MOST_LOG_BYTES);
    assertThat(done).isPositive();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // the last to close removes it
    }
  }
}
