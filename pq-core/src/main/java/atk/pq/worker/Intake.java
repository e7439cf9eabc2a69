package atk.pq.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many claims a worker takes: one for each free handler, and some ahead of them where handlers
 * are quick, so that many items share a flush. Slow ones get none ahead: an item that waits here
 * could be handled elsewhere.
 */
final class Intake {
  /** How long an item may wait for a handler, if one handler alone took all that wait. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final int handlers;
  private final int mostAhead;
  private final AtomicInteger here = new AtomicInteger();
  private final AtomicInteger untouched = new AtomicInteger();
  private final AtomicLong usualNanos = new AtomicLong(TimeUnit.SECONDS.toNanos(1));
  private final AtomicReference<@Nullable Thread> getter = new AtomicReference<>();

  Intake(int handlers, int mostAhead) {
    this.handlers = handlers;
    this.mostAhead = mostAhead;
  }

  // ---- the getter's side

  /** Waits until there is room for claims, at most this long; for how many. */
  int awaitRoom(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    int room = room();
    while (room == 0 && deadline - System.nanoTime() > 0) {
      getter.set(Thread.currentThread());
      if (room() == 0) {
        LockSupport.parkNanos(this, deadline - System.nanoTime());
      }
      getter.set(null);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      room = room();
    }
    return room;
  }

  /** None while half of those ahead are still there: fewer and larger gets. */
  private int room() {
    int ahead = (int) Math.min(mostAhead, PATIENCE_NANOS / (1 + usualNanos.get()));
    if (ahead > 0 && untouched.get() > ahead / 2) {
      return 0;
    }
    return Math.max(0, handlers + ahead - here.get());
  }

  /** How many more claims are here than handlers. */
  int ahead() {
    return Math.max(0, here.get() - handlers);
  }

  void got(int claims) {
    here.addAndGet(claims);
    untouched.addAndGet(claims);
  }

  /** Handlers have let an item wait for so long. */
  void waited(long nanos) {
    usualNanos.accumulateAndGet(nanos, Math::max);
  }

  // ---- the handlers' side

  void begun() {
    untouched.decrementAndGet();
    wakeGetter();
  }

  void ended(long nanos) {
    here.decrementAndGet();
    usualNanos.accumulateAndGet(nanos, Intake::usual);
    wakeGetter();
  }

  /** No handler will have it. */
  void dropped() {
    untouched.decrementAndGet();
    here.decrementAndGet();
    wakeGetter();
  }

  /** Believes a slow one at once, and quick ones when there are several. */
  private static long usual(long before, long now) {
    return now >= before ? now : before - (before - now) / 8;
  }

  private void wakeGetter() {
    if (getter.get() != null && room() > 0) {
      LockSupport.unpark(getter.getAndSet(null));
    }
  }
}
