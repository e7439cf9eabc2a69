package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import atk.pq.worker.ManagerLoop;
import atk.pq.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker and a manager promise, on real files. */
@Timeout(120)
class WorkerTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private PersistentQ pq;

  @BeforeEach
  void open() {
    String file = folder.resolve("jobs.db").toString();
    pq =
        PersistentQ.connect(
            PqConfig.builder(file)
                .retryDelay(Duration.ofMillis(10), Duration.ofMillis(20))
                .build());
  }

  @AfterEach
  void close() {
    pq.close();
  }

  @Test
  @DisplayName("handles every item once, several at a time, and stops when the queue is empty")
  void handlesEveryItemOnce() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      pq.putItem("item " + i);
    }
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger doubles = new AtomicInteger();
    try (Worker worker =
        pq.worker(claim -> doubles.addAndGet(seen.add(claim.id()) ? 0 : 1))
            .concurrency(8)
            .untilEmpty(true)
            .start()) {
      assertThat(worker.awaitStop(LONG)).isTrue();
      assertThat(worker.handled()).isEqualTo(200);
      assertThat(worker.failed()).isZero();
    }
    assertThat(seen).hasSize(200);
    assertThat(doubles).hasValue(0);
    assertThat(pq.counts().get(0).of(Status.PROCESSED)).isEqualTo(200);
  }

  @Test
  @DisplayName("S6: what a handler throws is the reason of the crash")
  void reportsWhatAHandlerThrows() throws InterruptedException {
    long id = pq.putItem("poison");
    try (Worker worker =
        pq.worker(
                claim -> {
                  throw new IllegalStateException("no such customer");
                })
            .untilEmpty(true)
            .start()) {
      assertThat(worker.awaitStop(LONG)).isTrue();
      assertThat(worker.failed()).isEqualTo(3);
    }
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(pq.crashes(id))
        .hasSize(3)
        .allSatisfy(crash -> assertThat(crash.cause()).isEqualTo(CrashCause.FAILED))
        .allSatisfy(crash -> assertThat(crash.reason()).contains("no such customer"));
  }

  @Test
  @DisplayName("S4: extends the lease while the handler runs, so that no sweep takes the item")
  void extendsTheLease() throws InterruptedException {
    long id = pq.putItem("long job");
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (ManagerLoop manager = pq.manager().every(Duration.ofMillis(50)).start();
        Worker worker =
            pq.worker(
                    claim -> {
                      started.countDown();
                      mayEnd.await();
                    })
                .lease(Duration.ofSeconds(3))
                .start()) {
      started.await();
      Item first = pq.findItem(id).orElseThrow();
      until(() -> pq.findItem(id).orElseThrow().leaseUntil().isAfter(first.leaseUntil()));
      mayEnd.countDown();
      until(() -> status(id) == Status.PROCESSED);
      assertThat(worker.failed()).isZero();
    }
    assertThat(pq.crashes(id)).isEmpty();
  }

  @Test
  @DisplayName("S4: a handler that runs longer than its maximum is interrupted and crashes")
  void endsWhatRunsTooLong() throws InterruptedException {
    long id = pq.putItem("hangs");
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Worker worker =
        pq.worker(
                claim -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                })
            .maxRunTime(Duration.ofMillis(100))
            .maxItems(1)
            .start()) {
      assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.awaitStop(LONG)).isTrue();
    }
    List<Crash> crashes = pq.crashes(id);
    assertThat(crashes).hasSize(1);
    assertThat(crashes.get(0).reason()).contains("maximum run time");
  }

  @Test
  @DisplayName("S2: a handler whose item was taken away is interrupted, and finishes nothing")
  void interruptsWhoLostTheItem() throws InterruptedException {
    long id = pq.putItem("taken");
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (PersistentQ operator = PersistentQ.connect(folder.resolve("jobs.db").toString());
        Worker worker =
            pq.worker(
                    claim -> {
                      started.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                    })
                .lease(Duration.ofMillis(300))
                .maxItems(1)
                .start()) {
      started.await();
      operator.updateStatus(id, Status.PROCESSED);
      assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.awaitStop(LONG)).isTrue();
      assertThat(worker.failed()).isEqualTo(1);
    }
    assertThat(status(id)).isEqualTo(Status.PROCESSED);
  }

  @Test
  @DisplayName("a stopped worker gives untouched items back, uncounted, and lets running ones end")
  void givesUntouchedItemsBack() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      pq.putItem("item " + i);
    }
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    ExecutorService oneThread = Executors.newSingleThreadExecutor();
    try {
      Worker worker =
          pq.worker(
                  claim -> {
                    started.countDown();
                    mayEnd.await();
                  })
              .concurrency(3)
              .executor(oneThread)
              .start();
      started.await();
      until(() -> pq.counts().get(0).of(Status.UNDER_PROCESS) == 3);
      Thread closer = new Thread(worker::close);
      closer.start();
      until(() -> pq.counts().get(0).of(Status.UNPROCESSED) == 2);
      mayEnd.countDown();
      closer.join();
    } finally {
      oneThread.shutdownNow();
    }
    assertThat(pq.counts().get(0).of(Status.PROCESSED)).isEqualTo(1);
    assertThat(pq.getItems(10))
        .hasSize(2)
        .allSatisfy(claim -> assertThat(claim.item().submissionCount()).isEqualTo(1));
  }

  @Test
  @DisplayName("a worker stopped in the middle of a handler that will not end reports a crash")
  void reportsACrashWhenTheGraceIsOver() throws InterruptedException {
    long id = pq.putItem("stubborn");
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Worker worker =
        pq.worker(
                claim -> {
                  started.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                  }
                })
            .grace(Duration.ofMillis(50))
            .start();
    started.await();
    worker.close();

    assertThat(interrupted).isTrue();
    assertThat(pq.crashes(id)).hasSize(1);
    assertThat(pq.crashes(id).get(0).reason()).contains("stopped while the handler ran");
  }

  @Test
  @DisplayName("S16: a handler hands results to the next stage in the transaction that finishes")
  void handsResultsOn() throws InterruptedException {
    pq.putItem("1");
    try (Worker first =
        pq.worker(
                claim ->
                    claim.processed(NewItem.of(claim.item().text() + " doubled").queue("next")))
            .untilEmpty(true)
            .start()) {
      assertThat(first.awaitStop(LONG)).isTrue();
      assertThat(first.failed()).isZero();
    }
    Claim next = pq.getItem("next").orElseThrow();
    assertThat(next.item().text()).isEqualTo("1 doubled");
  }

  @Test
  @DisplayName("a manager returns the items of vanished consumers, and ends with its queue")
  void managerReturnsOrphans() {
    long id = pq.putItem("orphan");
    pq.getItems(GetRequest.one().withLease(Duration.ofMillis(1)));
    AtomicInteger orphaned = new AtomicInteger();
    try (ManagerLoop manager =
        pq.manager()
            .every(Duration.ofMillis(20))
            .onSweep(report -> orphaned.addAndGet(report.orphaned()))
            .start()) {
      until(() -> status(id) == Status.UNPROCESSED);
      assertThat(pq.crashes(id)).hasSize(1);
      assertThat(pq.crashes(id).get(0).cause()).isEqualTo(CrashCause.EXPIRED);
      until(() -> orphaned.get() == 1);
      pq.close();
    }
  }

  private Status status(long id) {
    return pq.findItem(id).orElseThrow().status();
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen in time").isLessThan(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
