package atk.pq.worker;

import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Hands items to a {@link Handler}, several at once, extending their leases while the handler runs.
 * It claims as many at a time as it has handlers free, and reports what they finished without
 * making them wait for the flush: handlers of small items share their commits.
 *
 * <p>For handlers that are quick (under 20 ms lately) it also claims up to two items ahead for
 * each, and gives back what they do not come to after all. With one handler it claims nothing
 * ahead, so that it sees the order of the queue. Safe for use by many threads.
 */
public final class Worker implements AutoCloseable {
  private final WorkerLoop loop;

  private Worker(Builder settings) {
    this.loop = new WorkerLoop(settings);
  }

  /** Begins a worker on a queue; {@link PersistentQ#worker} is the short form. */
  public static Builder on(PersistentQ pq, Handler handler) {
    return new Builder(pq, handler);
  }

  /** How many items were handled to their end (processed, crashed or lost) so far. */
  public long handled() {
    return loop.handled();
  }

  /** How many of them crashed, were lost or could not be settled. */
  public long failed() {
    return loop.failed();
  }

  /**
   * Waits until the worker has stopped by itself: {@link Builder#untilEmpty}, {@link
   * Builder#idleExit}, {@link Builder#maxItems}, or because its queue was closed.
   *
   * @return whether it stopped in time
   */
  public boolean awaitStop(Duration timeout) throws InterruptedException {
    return loop.awaitStop(timeout);
  }

  /**
   * Stops: claims nothing more, gives untouched claims back, waits up to the grace for running
   * handlers, then interrupts them and reports their items as crashed. May be called twice. When it
   * returns, everything the handlers finished is on disk.
   */
  @Override
  public void close() {
    loop.close();
  }

  /** Builds a {@link Worker}. Not safe for several threads at once. */
  public static final class Builder {
    final PersistentQ pq;
    final Handler handler;
    @Nullable String queue;
    int concurrency = 1;
    @Nullable Duration lease;
    @Nullable Duration maxRunTime;
    Duration grace = Duration.ofSeconds(10);
    @Nullable Executor executor;
    boolean untilEmpty;
    @Nullable Duration idleExit;
    long maxItems = Long.MAX_VALUE;

    Builder(PersistentQ pq, Handler handler) {
      this.pq = pq;
      this.handler = handler;
    }

    /** The queue to take from; by default that of the configuration. */
    public Builder queue(String name) {
      queue = name;
      return this;
    }

    /** How many handlers run at once; 1 by default, at most 10,000. */
    public Builder concurrency(int handlers) {
      if (handlers < 1 || handlers > 10_000) {
        throw new InvalidRequestException("a worker has 1 to 10000 handlers, not " + handlers);
      }
      concurrency = handlers;
      return this;
    }

    /** The lease, extended every third of it while the handler runs; by default the queue's. */
    public Builder lease(@Nullable Duration newLease) {
      lease = newLease;
      return this;
    }

    /** How long a handler may run before it is interrupted and its item crashes; no limit. */
    public Builder maxRunTime(@Nullable Duration most) {
      maxRunTime = most;
      return this;
    }

    /** How long {@link Worker#close} waits for running handlers; 10 s by default. */
    public Builder grace(Duration newGrace) {
      grace = newGrace;
      return this;
    }

    /**
     * What runs the handlers, such as a virtual-thread executor; by default platform threads of the
     * worker's own. Not shut down by the worker, which claims nothing ahead for it.
     */
    public Builder executor(Executor newExecutor) {
      executor = newExecutor;
      return this;
    }

    /**
     * Stop once the queue has nothing to hand out, now or later, and all handlers are done; a
     * paused queue has nothing.
     */
    public Builder untilEmpty(boolean stop) {
      untilEmpty = stop;
      return this;
    }

    /** Stop after this long without an item; never by default. */
    public Builder idleExit(@Nullable Duration after) {
      idleExit = after;
      return this;
    }

    /** Stop after this many items, none of them claimed ahead; never by default. */
    public Builder maxItems(long most) {
      if (most < 1) {
        throw new InvalidRequestException("a worker handles at least 1 item, not " + most);
      }
      maxItems = most;
      return this;
    }

    /**
     * Starts it.
     *
     * @throws InvalidRequestException if the queue's name or the lease makes no sense
     */
    public Worker start() {
      return new Worker(this);
    }
  }
}
