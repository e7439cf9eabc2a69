package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.Failure;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueBusyException;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.internal.Engines;
import atk.pq.spi.Engine;
import atk.pq.sqlite.SqliteEngineProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who stops while holding the write lock; clocks that jump. */
class LockAndClockTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration SCHEDULING = Duration.ofSeconds(3);
  private static final int SOME = 20;
  private static final Duration REST = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  @Tag("slow")
  @DisplayName("a stopped process that holds the write lock: QueueBusyException, nothing changed")
  void aStoppedLockHolderIsToldOfAfterTheDeadline() {
    Path file = folder.resolve("jobs.db");
    PqConfig config = PqConfig.builder(file.toString()).busyTimeout(PATIENCE).build();
    try (PersistentQ pq = PersistentQ.connect(config)) {
      pq.putItems(List.of(NewItem.of("held"), NewItem.of("waits")));
      Claim held = pq.getItem().orElseThrow();
      List<Item> before = all(pq);
      try (Child holder = Child.of(LockMain.class, file).start().awaitReady()) {
        holder.pause();
        refused("put", () -> pq.putItem("refused"));
        refused("get", pq::getItem);
        refused("waiting get", () -> pq.getItem(Duration.ofMinutes(1)));
        refused("finish", held::processed);
        refused("fail", () -> held.crashed("refused"));
        refused("extend", () -> held.extend(Duration.ofHours(1)));
        refused("release", held::release);
        refused("sweep", pq::sweep);
        refused("operator", () -> pq.updateStatus(held.id() + 1, Status.UNDER_PROCESS));
        refused("purge", () -> pq.purgeEvenUnfinished(ItemFilter.all()));
        assertThat(all(pq)).as("reading goes on, nothing changed").isEqualTo(before);
        holder.resume();
        holder.tell("let go");
        holder.awaitSuccess(Duration.ofMinutes(1));
      }
      assertThat(all(pq)).isEqualTo(before);
      assertThat(pq.counts().get(0).paused()).as("what the lock holder gave up").isFalse();
      try (Child holder = Child.of(LockMain.class, file).start().awaitReady()) {
        holder.pause();
        refused("put", () -> pq.putItem("refused"));
        holder.kill();
      }
      held.processed();
      pq.putItem("after");
      assertThat(pq.counts().get(0).total()).isEqualTo(3);
      assertThat(pq.counts().get(0).of(Status.PROCESSED)).isOne();
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

  private static void refused(String what, ThrowingCallable call) {
    long began = System.nanoTime();
    assertThatThrownBy(call).as(what).isInstanceOf(QueueBusyException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as(what)
        .isBetween(PATIENCE, PATIENCE.plus(SCHEDULING));
  }

  private static List<Item> all(PersistentQ pq) {
    try (Stream<Item> items = pq.getAllItems()) {
      return items.toList();
    }
  }

  @ParameterizedTest(name = "S23 the clock jumps by {0}: nothing is lost, one finish each")
  @ValueSource(strings = {"PT1H", "-PT1H", "P3D", "-P3D"})
  void aJumpOfTheClockLosesNothingAndLetsOneFinish(Duration jump) {
    JumpingClock clock = new JumpingClock();
    PqConfig config = config(clock);
    try (PersistentQ first = PersistentQ.connect(config);
        PersistentQ second = PersistentQ.connect(config)) {
      History history = jump(first, second, clock, jump);
      assertThat(history.problems()).isEmpty();
      assertThat(history.finishes()).isEqualTo(5 * SOME);
      assertThat(second.counts().get(0).of(Status.PROCESSED)).isEqualTo(5 * SOME);
      assertThat(second.counts().get(0).total()).isEqualTo(5 * SOME);
    }
  }

  @Test
  @DisplayName("S23 the control: without the token check one succeeds who has lost the item")
  void withoutTheTokenCheckAnotherSucceeds() {
    JumpingClock clock = new JumpingClock();
    PqConfig config = config(clock);
    Engine engine = TokenlessEngine.over(new SqliteEngineProvider().open(config));
    try (PersistentQ pq = Engines.open(config, engine)) {
      assertThat(jump(pq, pq, clock, Duration.ofHours(1)).problems())
          .anyMatch(problem -> problem.startsWith("finished by one who had lost it"));
    }
  }

  private PqConfig config(JumpingClock clock) {
    return PqConfig.builder(folder.resolve("jobs.db").toString())
        .clock(clock)
        .lease(Duration.ofMinutes(5))
        .maxSubmissions(100)
        .retryDelay(Duration.ZERO, Duration.ZERO)
        .build();
  }

  /**
   * Some items are held, some delayed, some crashed when the clock jumps; then some are put, at
   * once and delayed. Two consumers finish them, half of them after the clock was put right.
   */
  private static History jump(
      PersistentQ first, PersistentQ second, JumpingClock clock, Duration jump) {
    History history = new History();
    put(first, Duration.ZERO);
    for (Claim claim : claim(first, history)) {
      claim.crashed(Failure.because("at first").withRetryIn(REST));
    }
    put(first, Duration.ZERO);
    List<Claim> held = claim(first, history);
    put(first, REST);
    clock.jump(jump);
    put(second, Duration.ZERO);
    put(second, REST);
    second.sweep();
    List<Claim> taken = claim(second, history);
    assertThat(taken).as("forward everything is due").hasSize(jump.isNegative() ? SOME : 4 * SOME);
    finish(held.subList(0, SOME / 2), history);
    clock.jump(jump.negated());
    finish(taken, history);
    finish(held.subList(SOME / 2, SOME), history);
    for (int day = 0; day < 5; day++) { // however far the times in the file lie ahead
      second.sweep();
      finish(claim(second, history), history);
      clock.jump(Duration.ofDays(1));
    }
    return history;
  }

  private static List<Claim> claim(PersistentQ pq, History history) {
    List<Claim> claims = pq.getItems(5 * SOME);
    long now = System.nanoTime();
    for (Claim claim : claims) {
      int submission = claim.item().submissionCount();
      history.claimed(claim.id(), claim.token(), submission, now, History.NOT_KNOWN);
    }
    return claims;
  }

  private static void finish(List<Claim> claims, History history) {
    for (Claim claim : claims) {
      try {
        claim.processed();
        history.finished(claim.id(), claim.token(), System.nanoTime());
      } catch (StaleClaimException e) {
        // another has it: that is what is checked
      }
    }
  }

  private static void put(PersistentQ pq, Duration delay) {
    pq.putItems(
        IntStream.range(0, SOME).mapToObj(i -> NewItem.of("an item").delay(delay)).toList());
  }
}
