package atk.pq.faults;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The longest time that a call took, less what the machine took from this process meanwhile: a
 * thread that does nothing but sleep a millisecond at a time tells how late it is woken.
 */
final class Stalls {
  private static final long STEP_NANOS = 1_000_000;
  private static final long USUAL_NANOS = 3_000_000;

  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong longestPause = new AtomicLong();
  private final AtomicLong worst = new AtomicLong();
  private final AtomicLong worstOfAll = new AtomicLong();

  Stalls() {
    Thread meter = new Thread(this::measure, "jitter-meter");
    meter.setDaemon(true);
    meter.start();
  }

  private void measure() {
    while (true) {
      long began = System.nanoTime();
      LockSupport.parkNanos(STEP_NANOS);
      long took = System.nanoTime() - began;
      if (took > USUAL_NANOS) {
        lost.addAndGet(took);
        longestPause.accumulateAndGet(took, Math::max);
      }
    }
  }

  /** Runs a call that may rightly wait this long. */
  <T> T measure(long mayWaitNanos, Supplier<T> call) {
    long lostBefore = lost.get();
    long began = System.nanoTime();
    T answer = call.get();
    long took = System.nanoTime() - began - mayWaitNanos;
    long stall = took - (lost.get() - lostBefore);
    worstOfAll.accumulateAndGet(took, Math::max);
    worst.accumulateAndGet(stall, Math::max);
    return answer;
  }

  <T> T measure(Supplier<T> call) {
    return measure(0, call);
  }

  /** Says in milliseconds: the longest stall, the longest call, the longest pause of the meter. */
  void report() {
    long longest = worstOfAll.get() / 1_000_000;
    Pipe.say(Ack.STALL, worst.get() / 1_000_000, longest + " " + longestPause.get() / 1_000_000);
  }
}
