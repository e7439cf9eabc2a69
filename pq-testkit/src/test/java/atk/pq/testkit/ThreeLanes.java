package atk.pq.testkit;

import atk.pq.PqConfig;
import atk.pq.QueueBusyException;
import atk.pq.QueueClosedException;
import atk.pq.spi.WriteTx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** An engine that says it can commit three transactions side by side. */
final class ThreeLanes extends MemoryEngine {
  static final int LANES = 3;

  /** The threads that wrote. */
  final Set<Thread> writers = ConcurrentHashMap.newKeySet();

  /** Where it holds up the next turn, if anywhere. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  /** Whether it closes itself in the next turn, as after a failed flush. */
  volatile boolean breaks;

  /** Whether another process keeps the database locked. */
  volatile boolean isBusy;

  ThreeLanes(MemoryStore store, PqConfig config) {
    super(store, config);
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public <R> R write(Flush flush, Function<WriteTx, R> work) {
    writers.add(Thread.currentThread());
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (breaks) {
      close();
      throw new QueueClosedException("the flush failed");
    }
    if (isBusy) {
      throw new QueueBusyException("locked by another");
    }
    return super.write(flush, work);
  }
}
