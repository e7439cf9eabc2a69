package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.PersistentQ;
import atk.pq.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many processes on one file. */
@Tag("slow")
class ManyProcessesTest {
  private static final int ITEMS = 20_000;
  private static final int PRODUCERS = 2;
  private static final int CONSUMERS = 4;
  private static final long MOST_MILLIS = 1_000;

  @TempDir Path folder;

  @Test
  @DisplayName(
      "S1 four consumer and two producer processes: each item once, none missing, no stall")
  void eachItemIsProcessedOnceByOneOfManyProcesses() throws IOException {
    Path file = folder.resolve("jobs.db");
    PersistentQ.connect(file.toString()).close();
    List<Child> children = new ArrayList<>();
    long slowestFlush;
    try (FlushMeter disk = new FlushMeter(folder)) {
      for (int i = 0; i < CONSUMERS; i++) {
        children.add(Child.of(ConsumerMain.class, file, "threads=8", "empty=25").start());
      }
      children.forEach(Child::awaitReady);
      for (int i = 0; i < PRODUCERS; i++) {
        children.add(
            Child.of(
                    ProducerMain.class,
                    file,
                    "name=p" + i,
                    "threads=4",
                    "batch=10",
                    "items=" + ITEMS / 2)
                .start());
      }
      children.forEach(child -> child.awaitSuccess(Duration.ofMinutes(5)));
      slowestFlush = disk.slowestMillis();
    } finally {
      children.forEach(Child::close);
    }
    List<Ack> acks = children.stream().flatMap(child -> child.acks().stream()).toList();
    checkOnce(acks);
    checkStalls(acks, slowestFlush);
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      assertThat(pq.counts().get(0).of(Status.PROCESSED)).isEqualTo(ITEMS);
      assertThat(pq.counts().get(0).total()).isEqualTo(ITEMS);
    }
  }

  private static void checkOnce(List<Ack> acks) {
    assertThat(acks).as("no error, no \"database is locked\"").noneMatch(ack -> ack.is(Ack.ERROR));
    Set<Long> put = ids(acks, Ack.PUT);
    assertThat(put).hasSize(ITEMS);
    assertThat(acks.stream().filter(ack -> ack.is(Ack.DONE)).count()).isEqualTo(ITEMS);
    assertThat(ids(acks, Ack.DONE)).isEqualTo(put);
    assertThat(acks.stream().filter(ack -> ack.is(Ack.CLAIMED)).count()).isEqualTo(ITEMS);
  }

  private static Set<Long> ids(List<Ack> acks, String verb) {
    Set<Long> ids = new HashSet<>();
    acks.stream().filter(ack -> ack.is(verb)).forEach(ack -> ids.add(ack.id()));
    return ids;
  }

  /**
   * A stall of the machine or of its disk is not ours: both are measured beside the calls. A pause
   * of one process, while it holds the write lock, stalls the others too.
   */
  private static void checkStalls(List<Ack> acks, long slowestFlush) {
    List<Ack> stalls = acks.stream().filter(ack -> ack.is(Ack.STALL)).toList();
    assertThat(stalls).hasSize(PRODUCERS + CONSUMERS);
    long worst = stalls.stream().mapToLong(Ack::id).max().orElseThrow();
    long pause = stalls.stream().mapToLong(ack -> word(ack.what(), 1)).max().orElseThrow();
    long longestCall = stalls.stream().mapToLong(ack -> word(ack.what(), 0)).max().orElseThrow();
    System.out.printf(
        "longest stall %d ms (longest call %d ms); beside them: longest pause of a thread that only"
            + " sleeps %d ms, slowest flush %d ms%n",
        worst, longestCall, pause, slowestFlush);
    assertThat(worst - slowestFlush - pause).as("longest stall in ms").isLessThan(MOST_MILLIS);
  }

  private static long word(String words, int index) {
    return Long.parseLong(words.split(" ")[index]);
  }

  /** Flushes a page of its own now and then, and remembers the slowest flush. */
  private static final class FlushMeter implements AutoCloseable {
    private final Thread thread;
    private volatile long slowest;

    FlushMeter(Path folder) {
      thread = new Thread(() -> measure(folder.resolve("flushed")), "flush-meter");
      thread.setDaemon(true);
      thread.start();
    }

    private void measure(Path file) {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        while (!Thread.currentThread().isInterrupted()) {
          long began = System.nanoTime();
          channel.write(ByteBuffer.allocate(4_096), 0);
          channel.force(false);
          slowest = Math.max(slowest, System.nanoTime() - began);
          Thread.sleep(20);
        }
      } catch (IOException | InterruptedException e) {
        // ended by close, which closes the channel too
      }
    }

    long slowestMillis() {
      return slowest / 1_000_000;
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
