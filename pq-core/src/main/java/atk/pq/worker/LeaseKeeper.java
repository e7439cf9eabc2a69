package atk.pq.worker;

import atk.pq.PqException;
import atk.pq.QueueClosedException;
import atk.pq.StaleClaimException;
import atk.pq.UnknownItemException;
import atk.pq.internal.AsyncClaim;
import atk.pq.internal.Log;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Extends the leases of a worker's claims, and ends those that were lost or run for too long. */
final class LeaseKeeper {
  private static final long MOST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LEAST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Collection<Running> running;
  private final @Nullable Duration maxRunTime;
  private final Thread thread = new Thread(this::run, "pq-lease-keeper");
  private volatile long rest = MOST_REST_NANOS;
  private volatile boolean stopped;

  LeaseKeeper(Collection<Running> running, @Nullable Duration maxRunTime) {
    this.running = running;
    this.maxRunTime = maxRunTime;
    if (maxRunTime != null) {
      rest = atMost(rest, maxRunTime.toNanos() / 4);
    }
    thread.setDaemon(true);
    thread.start();
  }

  private static long atMost(long known, long wanted) {
    return Math.max(LEAST_REST_NANOS, Math.min(known, wanted));
  }

  /** Looks often enough for a claim with this lease. */
  void watch(Running item) {
    long wanted = item.heartbeat.lease().toNanos() / 6;
    if (wanted < rest) {
      rest = atMost(rest, wanted);
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!stopped) {
      LockSupport.parkNanos(this, rest);
      for (Running item : running) {
        try {
          look(item);
        } catch (RuntimeException e) {
          Log.warn("the lease of item " + item.claim.id() + " could not be looked after", e);
        }
      }
    }
  }

  private void look(Running item) {
    if (maxRunTime != null && item.isOver(maxRunTime)) {
      end(item);
    } else if (item.heartbeat.isDue() && !item.claim.isSettled()) {
      long asked = System.nanoTime();
      ((AsyncClaim) item.claim)
          .extendThen(item.heartbeat.lease(), error -> extended(item, asked, error));
    }
  }

  private static void extended(Running item, long asked, @Nullable RuntimeException error) {
    if (error == null) {
      item.extendedAt(asked);
    } else if (error instanceof StaleClaimException || error instanceof UnknownItemException) {
      item.lost();
    } else if (!(error instanceof QueueClosedException)) {
      Log.warn("the lease of item " + item.claim.id() + " was not extended; trying again", error);
    }
  }

  private void end(Running item) {
    try {
      item.claim.crashed("the handler ran longer than " + maxRunTime + ", its maximum run time");
    } catch (PqException e) {
      // settled or lost meanwhile
    }
    item.interrupt();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }
}
