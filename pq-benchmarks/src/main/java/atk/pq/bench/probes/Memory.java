package atk.pq.bench.probes;

import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.bench.ChildJvm;
import atk.pq.bench.Scratch;
import atk.pq.bench.queues.PqState;
import atk.pq.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/** A worker and producers at full rate in a small heap; running out of it ends the process. */
final class Memory implements Probe {
  private static final String HEAP = "-Xmx64m";
  private static final double SECONDS = 10;

  @Override
  public List<Figure> measure(Path data) throws Exception {
    String what = "a worker with 16 handlers and 4 producers in a heap of 64 MiB, ";
    try (Scratch scratch = new Scratch(data)) {
      String[] said =
          ChildJvm.of(Memory.class)
              .with(HEAP, "-XX:+ExitOnOutOfMemoryError")
              .run(scratch.folder().resolve("jobs.db").toString())
              .strip()
              .split(" ");
      return List.of(
          Figure.of(what + "put", Double.parseDouble(said[0]), "items/s"),
          Figure.of(what + "handled", Double.parseDouble(said[1]), "items/s").atLeast(1),
          Figure.of(what + "memory of the process at most", Double.parseDouble(said[2]), "MiB"));
    } catch (IOException e) {
      System.err.println(what + "failed: " + e.getMessage());
      return List.of(Figure.of(what + "handled", 0, "items/s: it failed").atLeast(1));
    }
  }

  /** The process with the small heap. */
  public static void main(String[] arguments) throws Exception {
    LongAdder put = new LongAdder();
    LongAdder handled = new LongAdder();
    List<Thread> producers = new ArrayList<>();
    long began = System.nanoTime();
    try (PersistentQ pq = PersistentQ.connect(arguments[0])) {
      List<NewItem> batch = Collections.nCopies(100, NewItem.of(PqState.ITEM));
      for (int i = 0; i < 4; i++) {
        IntSupplier deed =
            i % 2 == 0
                ? () -> (int) (pq.putItem(PqState.ITEM) & 0) + 1
                : () -> pq.putItems(batch).size();
        producers.add(
            new Thread(
                () -> {
                  while (System.nanoTime() - began < SECONDS * 1e9) {
                    put.add(deed.getAsInt());
                  }
                }));
      }
      Worker worker = pq.worker(claim -> handled.increment()).concurrency(16).start();
      producers.forEach(Thread::start);
      for (Thread producer : producers) {
        producer.join();
      }
      worker.close();
      worker.awaitStop(Duration.ofSeconds(30));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.println(
        put.sum() / seconds + " " + handled.sum() / seconds + " " + highestMebibytes());
  }

  private static double highestMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
