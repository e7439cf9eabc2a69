package atk.pq.worker;

import atk.pq.InvalidRequestException;
import atk.pq.Manager;
import atk.pq.QueueClosedException;
import atk.pq.QueueMovedException;
import atk.pq.SweepReport;
import atk.pq.internal.Log;
import atk.pq.internal.Uninterrupted;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sweeps again and again on a thread of its own. Survives failures of a sweep and tries again; ends
 * when its queue is closed. Safe for use by many threads.
 */
public final class ManagerLoop implements AutoCloseable {
  private final Builder settings;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "pq-manager");

  private ManagerLoop(Builder settings) {
    this.settings = settings;
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins a loop; {@link atk.pq.PersistentQ#manager} is the short form. */
  public static Builder on(Manager manager) {
    return new Builder(manager);
  }

  private void run() {
    Backoff backoff = new Backoff();
    Duration rest = Duration.ZERO;
    try {
      while (!closed.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
        rest = sweep(backoff);
      }
    } catch (QueueClosedException | QueueMovedException e) {
      Log.debug("a manager ends: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration sweep(Backoff backoff) {
    try {
      SweepReport report = settings.manager.sweep();
      if (report.total() > 0) {
        settings.listener.accept(report);
      }
      backoff.succeeded();
      return settings.every;
    } catch (QueueClosedException | QueueMovedException e) {
      throw e;
    } catch (RuntimeException e) {
      Log.warn("a sweep failed; trying again", e);
      return backoff.failed();
    }
  }

  /** Stops after the sweep under way. May be called twice. */
  @Override
  public void close() {
    closed.countDown();
    Uninterrupted.join(thread);
  }

  /** Builds a {@link ManagerLoop}. Not safe for several threads at once. */
  public static final class Builder {
    private final Manager manager;
    private Duration every = Duration.ofSeconds(1);
    private Consumer<SweepReport> listener = report -> {};

    Builder(Manager manager) {
      this.manager = manager;
    }

    /** How long to rest between sweeps; 1 s by default. */
    public Builder every(Duration rest) {
      if (rest.isNegative() || rest.isZero()) {
        throw new InvalidRequestException("the rest between sweeps is " + rest + "; use 1s, say");
      }
      every = rest;
      return this;
    }

    /** Is told, on the loop's thread, of every sweep that did something. */
    public Builder onSweep(Consumer<SweepReport> newListener) {
      listener = newListener;
      return this;
    }

    /** Starts it. */
    public ManagerLoop start() {
      return new ManagerLoop(this);
    }
  }
}
