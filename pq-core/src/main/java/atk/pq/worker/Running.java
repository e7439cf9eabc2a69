package atk.pq.worker;

import atk.pq.Claim;
import atk.pq.Item;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One claim in a worker, from the moment it was got to the moment it is settled. */
final class Running {
  final Claim claim;
  final Duration lease;
  private long extendAt;
  private long startedAt;
  private @Nullable Thread thread;
  private boolean started;
  private boolean ended;

  Running(Claim claim, @Nullable Duration asked) {
    this.claim = claim;
    this.lease = asked != null ? asked : leaseOf(claim.item());
    this.extendAt = System.nanoTime() + lease.toNanos() / 3;
  }

  private static Duration leaseOf(Item item) {
    Instant end = item.leaseUntil();
    Duration lease = end == null ? Duration.ofMinutes(5) : Duration.between(item.updatedAt(), end);
    return lease.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : lease;
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

  /** The handler has returned or thrown: its thread must not be interrupted any more. */
  synchronized void leave() {
    thread = null;
    Thread.interrupted(); // meant for the handler, not for the next one on this thread
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

  /** Whether a sign of life is due now; the next is due a third of the lease later. */
  synchronized boolean extendIsDue() {
    long now = System.nanoTime();
    if (now - extendAt < 0) {
      return false;
    }
    extendAt = now + lease.toNanos() / 3;
    return true;
  }
}
