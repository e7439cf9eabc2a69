package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqListener;
import atk.pq.Status;
import atk.pq.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker claims ahead of its handlers, and what becomes of it when they do not come. */
@Timeout(120)
class WorkerAheadTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int HANDLERS = 4;
  private static final int MOST = 3 * HANDLERS;

  @TempDir Path folder;
  private PersistentQ pq;
  private final AtomicInteger here = new AtomicInteger();
  private final AtomicInteger mostHere = new AtomicInteger();

  @BeforeEach
  void open() {
    PqListener counts =
        new PqListener() {
          @Override
          public void claimed(Item item) {
            mostHere.accumulateAndGet(here.incrementAndGet(), Math::max);
          }

          @Override
          public void released(long id) {
            here.decrementAndGet();
          }
        };
    pq =
        PersistentQ.connect(
            PqConfig.builder(file())
                .retryDelay(Duration.ofMillis(10), Duration.ofMillis(20))
                .listener(counts)
                .build());
  }

  private String file() {
    return folder.resolve("jobs.db").toString();
  }

  @AfterEach
  void close() {
    pq.close();
  }

  @Test
  @DisplayName("S1: handlers that are quick have items claimed ahead, and each is handled once")
  void quickHandlers() throws InterruptedException {
    put(3_000);
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    AtomicInteger doubles = new AtomicInteger();
    try (Worker worker =
        pq.worker(
                claim -> {
                  doubles.addAndGet(seen.add(claim.id()) ? 0 : 1);
                  here.decrementAndGet();
                })
            .concurrency(HANDLERS)
            .untilEmpty(true)
            .start()) {
      assertThat(worker.awaitStop(LONG)).isTrue();
      assertThat(worker.handled()).isEqualTo(3_000);
      assertThat(worker.failed()).isZero();
    }
    assertThat(seen).hasSize(3_000);
    assertThat(doubles).hasValue(0);
    assertThat(count(Status.PROCESSED)).isEqualTo(3_000);
    assertThat(mostHere.get()).isGreaterThan(HANDLERS).isLessThanOrEqualTo(MOST);
  }

  @Test
  @DisplayName("as many handlers as a worker may have work, and threads are made when needed")
  void theMostHandlers() throws InterruptedException {
    put(3_000);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (Worker worker =
        pq.worker(claim -> threads.add(Thread.currentThread()))
            .concurrency(10_000)
            .untilEmpty(true)
            .start()) {
      assertThat(worker.awaitStop(LONG)).isTrue();
      assertThat(worker.handled()).isEqualTo(3_000);
    }
    assertThat(threads).hasSizeLessThan(1_000);
  }

  @Test
  @DisplayName("handlers that are slow have no more items here than there are handlers")
  void slowHandlers() throws InterruptedException {
    put(40);
    try (Worker worker =
        pq.worker(
                claim -> {
                  TimeUnit.MILLISECONDS.sleep(25);
                  here.decrementAndGet();
                })
            .concurrency(HANDLERS)
            .untilEmpty(true)
            .start()) {
      assertThat(worker.awaitStop(LONG)).isTrue();
    }
    assertThat(count(Status.PROCESSED)).isEqualTo(40);
    assertThat(mostHere).hasValue(HANDLERS);
  }

  @Test
  @DisplayName("what was claimed ahead of handlers that are slow at once is for others to have")
  void handlersThatGetStuck() throws InterruptedException {
    put(2_000);
    Gate gate = new Gate(500);
    try (PersistentQ other = PersistentQ.connect(file());
        Worker worker = pq.worker(gate::pass).concurrency(HANDLERS).untilEmpty(true).start()) {
      gate.awaitStuck();
      until(() -> count(Status.UNDER_PROCESS) == HANDLERS);
      Claim next = other.getItem().orElseThrow();
      assertThat(next.item().submissionCount()).isEqualTo(1);
      assertThat(gate.begun).doesNotContain(next.id());
      next.processed();
      until(() -> count(Status.UNDER_PROCESS) == HANDLERS); // a claim may have been under way
      gate.open();
      assertThat(worker.awaitStop(LONG)).isTrue();
      assertThat(worker.failed()).isZero();
      assertThat(worker.handled()).isEqualTo(1_999);
    }
    assertThat(count(Status.PROCESSED)).isEqualTo(2_000);
  }

  @Test
  @DisplayName("a stopped worker gives back what it claimed ahead, uncounted and to its place")
  void stopping() throws InterruptedException {
    put(2_000);
    Gate gate = new Gate(500);
    Worker worker = pq.worker(gate::pass).concurrency(HANDLERS).start();
    gate.awaitStuck();
    Thread closer = new Thread(worker::close);
    closer.start();
    until(() -> count(Status.UNDER_PROCESS) == HANDLERS);
    gate.open();
    closer.join();

    assertThat(count(Status.PROCESSED)).isEqualTo(gate.begun.size());
    List<Item> left = items().filter(item -> item.status() != Status.PROCESSED).toList();
    assertThat(left)
        .hasSize(2_000 - gate.begun.size())
        .allSatisfy(item -> assertThat(item.status()).isEqualTo(Status.UNPROCESSED))
        .allSatisfy(item -> assertThat(item.submissionCount()).isZero());
    List<Long> order = pq.getItems(1_000).stream().map(Claim::id).toList();
    assertThat(order).isSorted().first().isEqualTo(left.get(0).id());
  }

  @Test
  @DisplayName("S6: a handler that throws now and then crashes its own item and no other")
  void handlersThatThrow() throws InterruptedException {
    put(1_001);
    try (Worker worker =
        pq.worker(
                claim -> {
                  if (claim.id() % 7 == 0 && claim.item().submissionCount() == 1) {
                    throw new IllegalStateException("not at first");
                  }
                })
            .concurrency(HANDLERS)
            .untilEmpty(true)
            .start()) {
      assertThat(worker.awaitStop(LONG)).isTrue();
      assertThat(worker.failed()).isEqualTo(143);
      assertThat(worker.handled()).isEqualTo(1_001 + 143);
    }
    assertThat(count(Status.PROCESSED)).isEqualTo(1_001);
    assertThat(items())
        .allSatisfy(
            item -> assertThat(item.submissionCount()).isEqualTo(item.id() % 7 == 0 ? 2 : 1));
    assertThat(pq.crashes(7))
        .singleElement()
        .satisfies(crash -> assertThat(crash.reason()).contains("not at first"));
  }

  @Test
  @DisplayName("S14: one handler sees the order of the queue, also of what is put meanwhile")
  void oneHandler() throws InterruptedException {
    put(200);
    List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    List<Long> expected = Collections.synchronizedList(new ArrayList<>());
    try (Worker worker =
        pq.worker(
                claim -> {
                  seen.add(claim.id());
                  if (claim.item().priority() == 0) {
                    expected.add(claim.id());
                    if (claim.id() % 10 == 0) {
                      expected.add(pq.putItem(NewItem.of("urgent").priority(9)));
                    }
                  }
                })
            .untilEmpty(true)
            .start()) {
      assertThat(worker.awaitStop(LONG)).isTrue();
    }
    assertThat(seen).hasSize(220).isEqualTo(expected);
  }

  @Test
  @DisplayName("S2: an item that was lost while it waited for a handler is not begun")
  void lostBeforeItWasBegun() throws InterruptedException {
    List<Long> ids = put(3);
    Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    try (PersistentQ operator = PersistentQ.connect(file());
        Worker worker =
            pq.worker(claim -> seen.add(claim.id()))
                .concurrency(3)
                .executor(tasks::add)
                .lease(Duration.ofMillis(600))
                .maxItems(3)
                .start()) {
      until(() -> tasks.size() == 3);
      operator.updateStatus(ids.get(1), Status.PROCESSED);
      for (int extensions = 0; extensions < 2; extensions++) {
        Instant before = leaseOf(ids.get(2));
        until(() -> leaseOf(ids.get(2)).isAfter(before));
      }
      tasks.forEach(Runnable::run);
      assertThat(worker.awaitStop(LONG)).isTrue();
      assertThat(worker.handled()).isEqualTo(2);
      assertThat(worker.failed()).isZero();
    }
    assertThat(seen).containsExactlyInAnyOrder(ids.get(0), ids.get(2));
    assertThat(count(Status.PROCESSED)).isEqualTo(3);
  }

  /** Lets handlers through at once until so many have passed, and then none until it is opened. */
  private static final class Gate {
    private final int first;
    private final Set<Long> begun = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stuck = new CountDownLatch(HANDLERS);
    private final CountDownLatch opened = new CountDownLatch(1);

    Gate(int first) {
      this.first = first;
    }

    void pass(Claim claim) throws InterruptedException {
      begun.add(claim.id());
      if (begun.size() > first) {
        stuck.countDown();
        opened.await();
      }
    }

    void awaitStuck() throws InterruptedException {
      assertThat(stuck.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    void open() {
      opened.countDown();
    }
  }

  private List<Long> put(int count) {
    return pq.putItems(Collections.nCopies(count, NewItem.of("item")));
  }

  private Stream<Item> items() {
    return pq.getAllItems();
  }

  private long count(Status status) {
    return pq.counts().get(0).of(status);
  }

  private Instant leaseOf(long id) {
    return pq.findItem(id).orElseThrow().leaseUntil();
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen in time").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
