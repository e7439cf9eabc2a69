package atk.pq.bench.parts;

import atk.pq.Durability;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine.Flush;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * A turn: what was claimed is finished, as many are put and claimed, in one transaction with one
 * flush; and the same without the flush, which shows what it costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TurnBenchmark {
  /** How many items a turn finishes, puts and claims. */
  @Param({"1", "64", "1000"})
  int batch;

  /** With a flush or without. */
  @Param({"FLUSH", "PROCESS"})
  Durability durability;

  private Store store;
  private List<Claimed> claimed = List.of();

  /** Opens a file. */
  @Setup
  public void open() throws IOException {
    store = new Store(durability);
  }

  /** One turn. */
  @Benchmark
  public List<Claimed> turn() {
    claimed =
        store
            .engine()
            .write(
                Flush.NEEDED,
                tx -> {
                  tx.settle(Store.processed(claimed));
                  tx.insert(Store.items(batch));
                  return tx.claim(Store.request(batch)).get(0);
                });
    return claimed;
  }

  /** Removes the file. */
  @TearDown
  public void close() throws IOException {
    store.close();
  }
}
