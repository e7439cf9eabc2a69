package atk.pq.testkit;

import atk.pq.PqConfig;
import atk.pq.QueueClosedException;
import atk.pq.QueueMovedException;
import atk.pq.spi.Engine;
import atk.pq.spi.ReadView;
import atk.pq.spi.WriteTx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The contract of an engine, kept in memory in the simplest way that is right: for tests, and as a
 * reading aid for {@code atk.pq.spi}. Each write copies everything, so it suits thousands of items,
 * not millions; and nothing survives the process. Safe for use as {@link Engine} says.
 */
public class MemoryEngine implements Engine {
  private final MemoryStore store;
  private final PqConfig config;
  private final List<Runnable> sleepers = new CopyOnWriteArrayList<>();
  private volatile boolean isOpen = true;

  /** Opens an engine on a store of its own. */
  public MemoryEngine(PqConfig config) {
    this(new MemoryStore(), config);
  }

  /** Opens an engine on a store that others may use as well. */
  public MemoryEngine(MemoryStore store, PqConfig config) {
    this.store = store;
    this.config = config;
    store.join(this);
  }

  @Override
  public <R> R write(Flush flush, Function<WriteTx, R> work) {
    checkOpen();
    AtomicReference<R> answer = new AtomicReference<>();
    store.change(
        state -> {
          boolean wasStopped = state.isStopped();
          answer.set(work.apply(begin(state, now(), config)));
          if (wasStopped && state.isStopped() && !state.hasTheSameAs(store.committed())) {
            throw new QueueMovedException("this store was moved", state.mark.other());
          }
          return state;
        });
    store.wakeOthers(this);
    return answer.get();
  }

  @Override
  public <R> R read(Function<ReadView, R> work) {
    checkOpen();
    return work.apply(new MemoryView(store.committed(), now()));
  }

  @Override
  public Subscription onWake(Wake what, Runnable action) {
    checkOpen();
    Runnable sleeper = () -> action.run();
    sleepers.add(sleeper);
    return () -> sleepers.remove(sleeper);
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() {
    isOpen = false;
    store.leave(this);
  }

  /** The verbs of one transaction; a deliberately broken engine gives others. */
  MemoryTx begin(MemoryState state, Instant now, PqConfig using) {
    return new MemoryTx(state, now, using);
  }

  void wake() {
    sleepers.forEach(Runnable::run);
  }

  /** In whole milliseconds, as databases keep it. */
  private Instant now() {
    return config.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void checkOpen() {
    if (!isOpen) {
      throw new QueueClosedException("the queue is closed");
    }
  }
}
