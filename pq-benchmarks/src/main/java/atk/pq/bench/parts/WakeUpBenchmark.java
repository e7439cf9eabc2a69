package atk.pq.bench.parts;

import atk.pq.Claim;
import atk.pq.Durability;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.bench.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
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
 * From a put to the return of the get that waited for it on another thread, and its finish: through
 * the same open queue, or through two that know of each other by the file alone, as processes do.
 * Without flushes, which would hide it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WakeUpBenchmark {
  /** How many open queues there are. */
  @Param({"1", "2"})
  int queues;

  private final SynchronousQueue<Long> woken = new SynchronousQueue<>();
  private Scratch scratch;
  private PersistentQ producer;
  private PersistentQ consumer;
  private Thread waiting;

  /** Opens the queues and starts the thread that waits. */
  @Setup
  public void open() throws IOException {
    scratch = new Scratch(Path.of(System.getProperty("java.io.tmpdir")));
    PqConfig config =
        PqConfig.builder(scratch.folder().resolve("jobs.db").toString())
            .durability(Durability.PROCESS)
            .build();
    producer = PersistentQ.connect(config);
    consumer = queues == 1 ? producer : PersistentQ.connect(config);
    waiting = new Thread(this::getForEver);
    waiting.start();
  }

  private void getForEver() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        for (Claim claim : consumer.getItem(Duration.ofMinutes(1)).stream().toList()) {
          claim.processed();
          woken.put(claim.id());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Puts, and waits until the other thread has finished it. */
  @Benchmark
  public long wakeUp() throws InterruptedException {
    long id = producer.putItem("wake up");
    if (woken.take() != id) {
      throw new IllegalStateException("another item than " + id + " woke the get");
    }
    return id;
  }

  /** Ends all. */
  @TearDown
  public void close() throws IOException, InterruptedException {
    waiting.interrupt();
    waiting.join();
    producer.close();
    consumer.close();
    scratch.close();
  }
}
