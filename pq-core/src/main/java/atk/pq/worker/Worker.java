package atk.pq.worker;

import atk.pq.PersistentQ;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Hands items to a {@link Handler}, several at once, extending their leases while the handler runs.
 * Safe for use by many threads.
 */
public final class Worker implements AutoCloseable {
  private Worker() {}

  /** Begins a worker on a queue; {@link PersistentQ#worker} is the short form. */
  public static Builder on(PersistentQ pq, Handler handler) {
    return new Builder(pq, handler);
  }

  /** How many items were handled to their end (processed or crashed) so far. */
  public long handled() {
    return 0;
  }

  /** How many of them crashed, were lost or could not be settled. */
  public long failed() {
    return 0;
  }

  /**
   * Waits until the worker has stopped by itself: {@link Builder#untilEmpty}, {@link
   * Builder#idleExit} or {@link Builder#maxItems}.
   *
   * @return whether it stopped in time
   */
  public boolean awaitStop(Duration timeout) throws InterruptedException {
    return true;
  }

  /**
   * Stops: claims nothing more, gives untouched claims back, waits up to the grace for running
   * handlers, then interrupts them and reports their items as crashed. May be called twice.
   */
  @Override
  public void close() {}

  /** Builds a {@link Worker}. */
  public static final class Builder {
    Builder(PersistentQ pq, Handler handler) {}

    /** The queue to take from; by default that of the configuration. */
    public Builder queue(String name) {
      return this;
    }

    /** How many handlers run at once; 1 by default. */
    public Builder concurrency(int handlers) {
      return this;
    }

    /** The lease, extended every third of it while the handler runs; by default the queue's. */
    public Builder lease(Duration newLease) {
      return this;
    }

    /** How long a handler may run before it is interrupted and its item crashes; no limit. */
    public Builder maxRunTime(@Nullable Duration most) {
      return this;
    }

    /** How long {@link Worker#close} waits for running handlers; 10 s by default. */
    public Builder grace(Duration newGrace) {
      return this;
    }

    /**
     * What runs the handlers, such as a virtual-thread executor; by default platform threads of the
     * worker's own. Not shut down by the worker.
     */
    public Builder executor(Executor newExecutor) {
      return this;
    }

    /** Stop once the queue has nothing to hand out, now or later, and all handlers are done. */
    public Builder untilEmpty(boolean stop) {
      return this;
    }

    /** Stop after this long without an item; never by default. */
    public Builder idleExit(@Nullable Duration after) {
      return this;
    }

    /** Stop after this many items; never by default. */
    public Builder maxItems(long most) {
      return this;
    }

    /** Starts it. */
    public Worker start() {
      return new Worker();
    }
  }
}
