package atk.pq.worker;

import atk.pq.Manager;
import atk.pq.SweepReport;
import java.time.Duration;
import java.util.function.Consumer;

/** Sweeps again and again on a thread of its own. Survives failures of a sweep and tries again. */
public final class ManagerLoop implements AutoCloseable {
  private ManagerLoop() {}

  /** Begins a loop; {@link atk.pq.PersistentQ#manager} is the short form. */
  public static Builder on(Manager manager) {
    return new Builder(manager);
  }

  /** Stops after the sweep under way. May be called twice. */
  @Override
  public void close() {}

  /** Builds a {@link ManagerLoop}. */
  public static final class Builder {
    Builder(Manager manager) {}

    /** How long to rest between sweeps; 1 s by default. */
    public Builder every(Duration rest) {
      return this;
    }

    /** Is told of every sweep that did something. */
    public Builder onSweep(Consumer<SweepReport> listener) {
      return this;
    }

    /** Starts it. */
    public ManagerLoop start() {
      return new ManagerLoop();
    }
  }
}
