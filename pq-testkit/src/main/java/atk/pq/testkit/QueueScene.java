package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import atk.pq.internal.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connected queue on an empty store, and the small actions that the contract's tests share. */
public abstract class QueueScene {
  /** How long a test waits for what should come at once: the machine may be slow. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  static final Duration LEASE = Duration.ofMinutes(10);
  static final Duration RETRY_DELAY = Duration.ofMinutes(1);

  private final Supplier<EngineFixture> fixtures;
  private final List<PersistentQ> connected = new ArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "contract");
            thread.setDaemon(true);
            return thread;
          });
  EngineFixture fixture;
  PersistentQ pq;

  QueueScene(Supplier<EngineFixture> fixtures) {
    this.fixtures = fixtures;
  }

  @BeforeEach
  void connectQueue() {
    fixture = fixtures.get();
    pq = connect();
  }

  @AfterEach
  void closeQueues() {
    threads.shutdownNow();
    connected.forEach(PersistentQ::close);
    fixture.close();
  }

  /** Connects to the same store once more, as another process would. */
  PersistentQ connect() {
    return connect(config -> config);
  }

  PersistentQ connect(UnaryOperator<PqConfig.Builder> more) {
    PqConfig.Builder base =
        fixture
            .config()
            .lease(LEASE)
            .maxSubmissions(3)
            .retryDelay(RETRY_DELAY, Duration.ofHours(1));
    PqConfig config = more.apply(base).build();
    PersistentQ another = Engines.open(config, fixture.open(config));
    connected.add(another);
    return another;
  }

  /** Runs on another thread. */
  <R> Future<R> start(Callable<R> call) {
    return threads.submit(call);
  }

  static <R> R answer(Future<R> call) throws Exception {
    return call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Waits until a thread that was started here stands in a blocking call. */
  static void letItWait(Future<?> call) throws InterruptedException {
    Thread.sleep(200);
    assertThat(call.isDone()).as("still waiting").isFalse();
  }

  /** Waits, but not for ever, until something is so. */
  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("patience").isNegative();
      Thread.sleep(5);
    }
  }

  Claim get() {
    Optional<Claim> claim = pq.getItem();
    assertThat(claim).as("an item").isPresent();
    return claim.get();
  }

  Item item(long id) {
    return pq.findItem(id).orElseThrow();
  }

  Status status(long id) {
    return item(id).status();
  }

  long parkedItem(String text) {
    long id = pq.putItem(text);
    pq.updateStatus(id, Status.UNDER_PROCESS);
    pq.updateStatus(id, Status.CRASHED, "parked by the test");
    pq.updateStatus(id, Status.MANUAL_INTERVENTION);
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
    return id;
  }

  long processedItem(String text) {
    long id = pq.putItem(text);
    pq.updateStatus(id, Status.UNDER_PROCESS);
    pq.updateStatus(id, Status.PROCESSED);
    return id;
  }
}
