package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueBusyException;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who stops while holding the write lock; clocks that jump. */
class LockAndClockTest {
  private static final int ITEMS = 20;

  @TempDir Path folder;

  @Test
  @Tag("slow")
  @DisplayName("a stopped process that holds the write lock: QueueBusyException, nothing changed")
  void aStoppedLockHolderIsToldOfAfterTheDeadline() {
    Path file = folder.resolve("jobs.db");
    Duration patience = Duration.ofMillis(300);
    PqConfig config = PqConfig.builder(file.toString()).busyTimeout(patience).build();
    try (PersistentQ pq = PersistentQ.connect(config)) {
      long before = pq.putItem("before");
      try (Child holder = Child.of(LockMain.class, file).start().awaitReady()) {
        holder.pause();
        long began = System.nanoTime();
        assertThatThrownBy(() -> pq.putItem("refused")).isInstanceOf(QueueBusyException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isBetween(patience, patience.plusSeconds(30));
        assertThatThrownBy(() -> pq.getItem()).isInstanceOf(QueueBusyException.class);
        assertThat(pq.findItem(before)).as("reading goes on").isPresent();
        assertThat(pq.counts().get(0).total()).isEqualTo(1);
        holder.resume();
        holder.tell("let go");
        holder.awaitSuccess(Duration.ofMinutes(1));
      }
      pq.putItem("after");
      assertThat(pq.counts().get(0).total()).isEqualTo(2);
      assertThat(pq.counts().get(0).paused()).isFalse();
    }
  }

  @Test
  @Tag("slow")
  @DisplayName(
      "who opens a queue while its lock is held waits once: not to open it, nor to close it")
  void whoComesWhileTheLockIsHeldWaitsOnce() {
    Path file = folder.resolve("jobs.db");
    PersistentQ.connect(file.toString()).close();
    Duration patience = Duration.ofSeconds(4);
    PqConfig config = PqConfig.builder(file.toString()).busyTimeout(patience).build();
    try (Child holder = Child.of(LockMain.class, file).start().awaitReady()) {
      holder.pause();
      long began = System.nanoTime();
      try (PersistentQ pq = PersistentQ.connect(config)) {
        assertThatThrownBy(() -> pq.putItem("refused")).isInstanceOf(QueueBusyException.class);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(patience, patience.multipliedBy(2));
    }
  }

  @ParameterizedTest(name = "S23 the clock jumps by {0} while items are held: one finish each")
  @ValueSource(strings = {"PT1H", "-PT1H", "P3D", "-P3D"})
  void aJumpOfTheClockLosesNothingAndLetsOneFinish(String jump) {
    JumpingClock clock = new JumpingClock();
    PqConfig config =
        PqConfig.builder(folder.resolve("jobs.db").toString())
            .clock(clock)
            .lease(Duration.ofMinutes(5))
            .maxSubmissions(100)
            .retryDelay(Duration.ZERO, Duration.ZERO)
            .build();
    Map<Long, Integer> finished = new HashMap<>();
    try (PersistentQ first = PersistentQ.connect(config);
        PersistentQ second = PersistentQ.connect(config)) {
      first.putItems(IntStream.range(0, ITEMS).mapToObj(i -> NewItem.of("item " + i)).toList());
      List<Claim> held = first.getItems(ITEMS);
      assertThat(held).hasSize(ITEMS);
      clock.jump(Duration.parse(jump));
      second.sweep();
      List<Claim> taken = second.getItems(ITEMS);
      finish(held.subList(0, ITEMS / 2), finished);
      clock.jump(Duration.parse(jump).negated());
      finish(taken, finished);
      finish(held.subList(ITEMS / 2, ITEMS), finished);
      drain(second, clock, finished);
      assertThat(finished).hasSize(ITEMS).allSatisfy((id, times) -> assertThat(times).isOne());
      assertThat(second.counts().get(0).of(Status.PROCESSED)).isEqualTo(ITEMS);
    }
  }

  private static void finish(List<Claim> claims, Map<Long, Integer> finished) {
    for (Claim claim : claims) {
      try {
        claim.processed();
        finished.merge(claim.id(), 1, Integer::sum);
      } catch (StaleClaimException e) {
        // another has it: that is what is checked
      }
    }
  }

  /** However far the times in the file lie ahead: in the end everything is delivered. */
  private static void drain(PersistentQ pq, JumpingClock clock, Map<Long, Integer> finished) {
    for (int round = 0; round < 10; round++) {
      pq.sweep();
      finish(pq.getItems(ITEMS), finished);
      clock.jump(Duration.ofDays(1));
    }
  }
}
