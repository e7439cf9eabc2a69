package atk.pq.bench.parts;

import atk.pq.Claim;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.internal.Engines;
import atk.pq.testkit.MemoryEngine;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The hand-over of a call from its caller to the writer thread and of the answer back, with next to
 * nothing in between: a get from an empty queue that lives in memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HandOverBenchmark {
  private PersistentQ pq;

  /** Opens a queue in memory. */
  @Setup
  public void open() {
    PqConfig config = PqConfig.builder("memory").build();
    pq = Engines.open(config, new MemoryEngine(config));
  }

  /** By one caller. */
  @Benchmark
  @Threads(1)
  public Optional<Claim> callers1() {
    return pq.getItem();
  }

  /** By 16 at once. */
  @Benchmark
  @Threads(16)
  public Optional<Claim> callers16() {
    return pq.getItem();
  }

  /** By 64 at once. */
  @Benchmark
  @Threads(64)
  public Optional<Claim> callers64() {
    return pq.getItem();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    pq.close();
  }
}
