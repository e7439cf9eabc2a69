package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueBusyException;
import atk.pq.QueueClosedException;
import atk.pq.internal.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What several lanes of one queue owe each other, and their callers. */
@Timeout(60)
class LanesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private ThreeLanes engine;
  private PersistentQ pq;

  @BeforeEach
  void connect() {
    PqConfig config = new MemoryFixture().config().build();
    engine = new ThreeLanes(new MemoryStore(), config);
    pq = Engines.open(config, engine);
  }

  @AfterEach
  void close() {
    engine.gate.countDown();
    pq.close();
  }

  /** Runs on threads of all lanes, one of each. */
  private static <R> List<FutureTask<R>> onEachLane(Callable<R> call) {
    List<FutureTask<R>> calls = new ArrayList<>();
    while (calls.size() < ThreeLanes.LANES) { // ids of threads rise, so they take turns
      FutureTask<R> task = new FutureTask<>(call);
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      if (thread.getId() % ThreeLanes.LANES == calls.size()) {
        calls.add(task);
        thread.start();
      }
    }
    return calls;
  }

  private static <R> R answer(FutureTask<R> call) throws Exception {
    return call.get(30, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("all calls of a thread go through one lane, and those of many through all")
  void aThreadKeepsItsLane() throws Exception {
    for (int i = 0; i < 20; i++) {
      pq.putItem("from one thread");
    }
    assertThat(engine.writers).hasSize(1);
    for (FutureTask<Long> put : onEachLane(() -> pq.putItem("from many"))) {
      answer(put);
    }
    assertThat(engine.writers).hasSize(ThreeLanes.LANES);
  }

  @Test
  @DisplayName("while one lane waits for its flush, the others go on")
  void lanesDoNotWaitForEachOther() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    engine.gate = gate;
    List<FutureTask<Long>> puts = onEachLane(() -> pq.putItem("held up"));
    while (engine.writers.size() < ThreeLanes.LANES) {
      Thread.sleep(1); // until each lane is in a turn of its own
    }
    assertThat(puts).noneMatch(FutureTask::isDone);
    gate.countDown();
    for (FutureTask<Long> put : puts) {
      answer(put);
    }
  }

  @Test
  @DisplayName("an item put on one lane wakes who waits on another at once")
  void aPutWakesTheOtherLanes() throws Exception {
    long quickest = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      List<FutureTask<Optional<Claim>>> gets = onEachLane(() -> pq.getItem(HOUR));
      Thread.sleep(100);
      long began = System.nanoTime();
      pq.putItems(List.of("a", "b", "c").stream().map(atk.pq.NewItem::of).toList());
      for (FutureTask<Optional<Claim>> get : gets) {
        answer(get).orElseThrow().processed();
      }
      quickest = Math.min(quickest, System.nanoTime() - began);
    }
    assertThat(quickest).as("else they look once a second").isLessThan(300_000_000);
  }

  @Test
  @DisplayName("an engine that closes itself under one lane ends all, and each caller is told why")
  void aFailureEndsAllLanes() throws Exception {
    List<FutureTask<Optional<Claim>>> gets = onEachLane(() -> pq.getItem(HOUR));
    Thread.sleep(100);
    engine.breaks = true;
    assertThatThrownBy(() -> pq.putItem("the last")).isInstanceOf(QueueClosedException.class);
    for (FutureTask<Optional<Claim>> get : gets) {
      try {
        assertThat(answer(get)).isEmpty();
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(QueueClosedException.class); // its lane looked again
      }
    }
    for (FutureTask<Long> put : onEachLane(() -> pq.putItem("too late"))) {
      assertThatThrownBy(() -> answer(put))
          .hasRootCauseMessage("the flush failed")
          .cause()
          .isInstanceOf(QueueClosedException.class)
          .hasMessageContaining("the queue closed itself: the flush failed");
    }
  }

  @Test
  @DisplayName(
      "closing commits what every lane has under way, and closes the engine after the last")
  void closingAwaitsAllLanes() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    engine.gate = gate;
    List<FutureTask<Long>> puts = onEachLane(() -> pq.putItem("under way"));
    while (engine.writers.size() < ThreeLanes.LANES) {
      Thread.sleep(1);
    }
    Thread closer = new Thread(pq::close);
    closer.start();
    Thread.sleep(50);
    assertThat(engine.isOpen()).isTrue();
    gate.countDown();
    for (FutureTask<Long> put : puts) {
      assertThat(answer(put)).isPositive();
    }
    closer.join(30_000);
    assertThat(engine.isOpen()).isFalse();
    assertThat(engine.writers).noneMatch(Thread::isAlive);
  }

  @Test
  @DisplayName("closing ends the queue also while another process keeps the database locked")
  void closingEndsAQueueThatIsLockedOut() {
    engine.isBusy = true;
    assertThatThrownBy(() -> pq.putItem("refused")).isInstanceOf(QueueBusyException.class);
    pq.close();
    assertThat(engine.isOpen()).isFalse();
    assertThat(engine.writers).noneMatch(Thread::isAlive);
  }
}
