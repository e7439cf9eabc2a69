package atk.pq.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How callers wait for their turn. A few sleep until they are woken. Waking one costs who commits
 * some microseconds, and the one who wakes as much again: of hundreds that wait at once, most of
 * the time would go there. So whoever comes when so many wait already lets the others run a few
 * times before it sleeps, and mostly has its answer by then. The price is that some are late to
 * look, which is why a few do not wait so.
 *
 * <p>Where other programs want the processors too, letting others run takes long: then nobody waits
 * awake for a while.
 */
final class Crowd {
  /** Of so many or fewer callers each sleeps. */
  static final int FEW = 64;

  static final int TIMES = 10;
  static final long TOO_LONG_NANOS = Duration.ofMillis(20).toNanos();
  static final long REST_NANOS = Duration.ofMillis(200).toNanos();

  private final Runnable letOthersRun;
  private final LongSupplier nanoTime;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile long awakeFrom;

  Crowd() {
    this(Thread::yield, System::nanoTime);
  }

  Crowd(Runnable letOthersRun, LongSupplier nanoTime) {
    this.letOthersRun = letOthersRun;
    this.nanoTime = nanoTime;
    this.awakeFrom = nanoTime.getAsLong();
  }

  /** How many wait. */
  int size() {
    return waiting.get();
  }

  /** Waits for the answer of a call that was handed over. */
  <R> R await(Call<R> call) {
    boolean isCrowd = waiting.incrementAndGet() > FEW;
    try {
      if (isCrowd) {
        stayAwake(call);
      }
      return call.await();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void stayAwake(Call<?> call) {
    long began = nanoTime.getAsLong();
    if (began - awakeFrom < 0) {
      return;
    }
    for (int i = 0; i < TIMES && !call.isDone(); i++) {
      letOthersRun.run();
    }
    long now = nanoTime.getAsLong();
    if (now - began > TOO_LONG_NANOS) {
      awakeFrom = now + REST_NANOS;
    }
  }
}
