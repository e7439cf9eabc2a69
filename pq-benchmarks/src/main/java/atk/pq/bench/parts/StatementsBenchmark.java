package atk.pq.bench.parts;

import atk.pq.Durability;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine.Flush;
import atk.pq.spi.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What each verb costs in SQLite and its driver, a transaction of so many items, without the flush.
 * Claims and finishes need items: those are made before each round of measuring.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 200)
@Measurement(iterations = 200)
@Fork(1)
public class StatementsBenchmark {
  /** How many items a transaction has. */
  @Param({"1", "100", "1000"})
  int batch;

  private Store store;
  private List<Claimed> claimed = List.of();

  /** Opens a file. */
  @Setup
  public void open() throws IOException {
    store = new Store(Durability.PROCESS);
  }

  /** Sees to it that there are items to claim, and claims to finish. */
  @Setup(Level.Iteration)
  public void fill() {
    store.engine().write(Flush.NOT_NEEDED, tx -> tx.insert(Store.items(2 * batch)));
    claimed = claim();
  }

  /** Puts. */
  @Benchmark
  public int insert() {
    return store.engine().write(Flush.NOT_NEEDED, tx -> tx.insert(Store.items(batch))).size();
  }

  /** Gets. */
  @Benchmark
  public List<Claimed> claim() {
    return store.engine().write(Flush.NOT_NEEDED, tx -> tx.claim(Store.request(batch))).get(0);
  }

  /** Finishes what was got before. */
  @Benchmark
  public int settle() {
    List<Outcome> outcomes =
        store.engine().write(Flush.NOT_NEEDED, tx -> tx.settle(Store.processed(claimed)));
    return outcomes.size();
  }

  /** Removes the file. */
  @TearDown
  public void close() throws IOException {
    store.close();
  }
}
