package atk.pq.worker;

import atk.pq.Claim;
import atk.pq.internal.Heartbeat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One claim in a worker, from the moment it was got to the moment it is settled. */
final class Running {
  final Claim claim;
  final Heartbeat heartbeat;
  private final long gotAt = System.nanoTime();
  private long leaseFrom = gotAt;
  private long startedAt;
  private @Nullable Thread thread;
  private boolean started;
  private boolean ended;

  Running(Claim claim, @Nullable Duration asked) {
    this.claim = claim;
    this.heartbeat = asked != null ? new Heartbeat(asked) : Heartbeat.of(claim.item());
  }

  /** Its lease was extended at this time. */
  synchronized void extendedAt(long nanos) {
    leaseFrom = nanos;
  }

  /** Somebody else has it: no handler is to begin it, and one that has is interrupted. */
  synchronized void lost() {
    leaseFrom = System.nanoTime() - heartbeat.lease().toNanos();
    interrupt();
  }

  /** Whether the lease has run out as far as is known here, and somebody else may have it. */
  synchronized boolean isLeaseOver() {
    return System.nanoTime() - leaseFrom >= heartbeat.lease().toNanos();
  }

  /** Whether it has waited for a handler for so long. */
  synchronized boolean hasWaited(long nanos) {
    return !started && !ended && System.nanoTime() - gotAt >= nanos;
  }

  /** The handler begins on this thread; false where the item was given back meanwhile. */
  synchronized boolean start() {
    if (ended) {
      return false;
    }
    started = true;
    startedAt = System.nanoTime();
    thread = Thread.currentThread();
    return true;
  }

  /**
   * The handler has returned or thrown: its thread must not be interrupted any more.
   *
   * @return how many nanoseconds it took
   */
  synchronized long leave() {
    thread = null;
    Thread.interrupted(); // meant for the handler, not for the next one on this thread
    return System.nanoTime() - startedAt;
  }

  /** Takes a claim that no handler has touched; false where one has. */
  synchronized boolean takeUntouched() {
    if (started || ended) {
      return false;
    }
    ended = true;
    return true;
  }

  synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  synchronized boolean isOver(Duration maxRunTime) {
    return thread != null && System.nanoTime() - startedAt > maxRunTime.toNanos();
  }
}
