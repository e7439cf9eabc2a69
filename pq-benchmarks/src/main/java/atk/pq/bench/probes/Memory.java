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
import java.util.function.ToDoubleFunction;

/**
 * A worker and producers at full rate in a small heap, in turns with the same in one that is large
 * enough not to matter. Running out of it ends the process.
 */
final class Memory implements Probe {
  private static final String SMALL = "-Xmx64m";
  private static final String LARGE = "-Xmx1g";
  private static final String WHO = "a worker with 16 handlers and 4 producers in a heap of ";
  private static final double LEAST = 0.5;

  private final int rounds;
  private final double seconds;

  Memory(int rounds, double seconds) {
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /** What one process did, items a second. */
  private record Run(double put, double handled, double mebibytes) {}

  @Override
  public List<Figure> measure(Path data) throws Exception {
    List<Run> small = new ArrayList<>();
    List<Run> large = new ArrayList<>();
    try {
      for (int round = 0; round < rounds; round++) {
        small.add(run(data, SMALL));
        large.add(run(data, LARGE));
      }
    } catch (IOException e) {
      System.err.println(WHO + "64 MiB, or of 1 GiB, failed: " + e.getMessage());
      return List.of(Figure.of(WHO + "64 MiB", 0, "×: it failed").atLeast(LEAST));
    }
    List<Figure> figures = new ArrayList<>();
    figures.addAll(figures("put", small, large, Run::put));
    figures.addAll(figures("handled", small, large, Run::handled));
    double most = small.stream().mapToDouble(Run::mebibytes).max().orElse(0);
    figures.add(Figure.of(WHO + "64 MiB, memory of the process at most", most, "MiB"));
    return figures;
  }

  private static List<Figure> figures(
      String verb, List<Run> small, List<Run> large, ToDoubleFunction<Run> rate) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < small.size(); i++) {
      ratios.add(rate.applyAsDouble(small.get(i)) / rate.applyAsDouble(large.get(i)));
    }
    String unit = "× that of 1 GiB";
    return List.of(
        Figure.of(WHO + "64 MiB, " + verb, median(small, rate), "items/s"),
        Figure.of(WHO + "1 GiB, " + verb, median(large, rate), "items/s"),
        Figure.of(WHO + "64 MiB, " + verb, Median.of(ratios), unit).atLeast(LEAST));
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> rate) {
    return Median.of(runs.stream().map(rate::applyAsDouble).toList());
  }

  private Run run(Path data, String heap) throws IOException, InterruptedException {
    try (Scratch scratch = new Scratch(data)) {
      String[] said =
          ChildJvm.of(Memory.class)
              .with(heap, "-XX:+ExitOnOutOfMemoryError")
              .run(scratch.folder().resolve("jobs.db").toString(), "" + seconds)
              .strip()
              .split(" ");
      return new Run(
          Double.parseDouble(said[0]), Double.parseDouble(said[1]), Double.parseDouble(said[2]));
    }
  }

  /** A process of its own, in the heap it was given. */
  public static void main(String[] arguments) throws Exception {
    double most = Double.parseDouble(arguments[1]);
    LongAdder put = new LongAdder();
    LongAdder handled = new LongAdder();
    List<Thread> producers = new ArrayList<>();
    long began = System.nanoTime();
    try (PersistentQ pq = PersistentQ.connect(arguments[0])) {
      List<NewItem> batch = Collections.nCopies(100, NewItem.of(PqState.ITEM));
      for (int i = 0; i < 4; i++) {
        IntSupplier deed = i % 2 == 0 ? () -> putOne(pq) : () -> pq.putItems(batch).size();
        producers.add(
            new Thread(
                () -> {
                  while (System.nanoTime() - began < most * 1e9) {
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

  private static int putOne(PersistentQ pq) {
    pq.putItem(PqState.ITEM);
    return 1;
  }

  private static double highestMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
