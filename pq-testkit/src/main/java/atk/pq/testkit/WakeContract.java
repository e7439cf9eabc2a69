package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Subscription;
import atk.pq.spi.Engine.Wake;
import atk.pq.spi.Settlement.Verdict;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link Engine#onWake}: news from another process. */
public abstract class WakeContract extends EngineScene {
  /** Far more than the second that is promised: the machine may be slow. */
  private static final long DEADLINE_SECONDS = 30;

  protected WakeContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  /** Another process hears of it when this one does that. */
  private void assertWakes(Wake what, Runnable act) throws InterruptedException {
    Engine other = open();
    Semaphore heard = new Semaphore(0);
    try (Subscription subscription = other.onWake(what, heard::release)) {
      // what is told because of earlier commits does not count: wait until it is silent
      for (int i = 0; i < 50 && heard.tryAcquire(100, TimeUnit.MILLISECONDS); i++) {
        heard.drainPermits();
      }
      act.run();
      assertThat(heard.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("was told").isTrue();
    }
  }

  @Test
  @DisplayName("READY: an item was put")
  void put() throws InterruptedException {
    assertWakes(Wake.READY, () -> put("a"));
  }

  @Test
  @DisplayName("READY: a delayed item was put, which comes due at a new time")
  void putDelayed() throws InterruptedException {
    assertWakes(Wake.READY, () -> put(delay(Duration.ofMinutes(1), item("a"))));
  }

  @Test
  @DisplayName("READY: an item was released")
  void released() throws InterruptedException {
    put("a");
    Claimed claim = claim();
    assertWakes(Wake.READY, () -> settle(claim, Verdict.RELEASED));
  }

  @Test
  @DisplayName("READY: an item crashed, and comes due at a new time")
  void crashed() throws InterruptedException {
    put("a");
    Claimed claim = claim();
    assertWakes(Wake.READY, () -> settle(claim, Verdict.CRASHED));
  }

  @Test
  @DisplayName("READY: an operator retried an item")
  void retried() throws InterruptedException {
    long id = itemThatIs(Status.MANUAL_INTERVENTION);
    assertWakes(Wake.READY, () -> override(id, Status.UNPROCESSED));
  }

  @Test
  @DisplayName("READY: a sweep made an item ready")
  void swept() throws InterruptedException {
    put(delay(Duration.ofMinutes(1), item("a")));
    fixture.advance(Duration.ofMinutes(1));
    assertWakes(Wake.READY, this::sweep);
  }

  @Test
  @DisplayName("READY: a queue was resumed")
  void resumed() throws InterruptedException {
    put("a");
    configure(settings(QUEUE).withPaused(true));
    assertWakes(Wake.READY, () -> configure(settings(QUEUE).withPaused(false)));
  }

  @Test
  @DisplayName("ENDED: an item was processed")
  void processed() throws InterruptedException {
    put("a");
    Claimed claim = claim();
    assertWakes(Wake.ENDED, () -> settle(claim, Verdict.PROCESSED));
  }

  @Test
  @DisplayName("ENDED: an item was parked")
  void parked() throws InterruptedException {
    put("a");
    Claimed claim = claim();
    assertWakes(Wake.ENDED, () -> settle(claim, Verdict.HOPELESS));
  }

  @Test
  @DisplayName("a subscription ends when closed; others go on")
  void aSubscriptionEnds() throws InterruptedException {
    AtomicInteger toldAfterClose = new AtomicInteger();
    Engine other = open();
    Subscription closed = other.onWake(Wake.READY, toldAfterClose::incrementAndGet);
    closed.close();
    closed.close();
    assertWakes(Wake.READY, () -> put("a"));
    toldAfterClose.set(0);
    assertWakes(Wake.READY, () -> put("b"));

    assertThat(toldAfterClose).hasValue(0);
  }
}
