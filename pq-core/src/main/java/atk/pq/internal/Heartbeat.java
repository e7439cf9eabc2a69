package atk.pq.internal;

import atk.pq.Item;
import java.time.Duration;
import java.time.Instant;

/** When the next sign of life is due for who holds an item: every third of the lease. */
public final class Heartbeat {
  private final Duration lease;
  private long dueAt;

  public Heartbeat(Duration lease) {
    this.lease = lease;
    this.dueAt = next();
  }

  /** For the lease that the item was handed out with. */
  public static Heartbeat of(Item item) {
    Instant end = item.leaseUntil();
    Duration lease = end == null ? Duration.ofMinutes(5) : Duration.between(item.updatedAt(), end);
    return new Heartbeat(lease.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : lease);
  }

  public Duration lease() {
    return lease;
  }

  /** Whether one is due now; the next is due a third of the lease later. */
  public synchronized boolean isDue() {
    if (System.nanoTime() - dueAt < 0) {
      return false;
    }
    dueAt = next();
    return true;
  }

  private long next() {
    return System.nanoTime() + lease.toNanos() / 3;
  }
}
