package atk.pq.bench.probes;

import atk.pq.bench.Scratch;
import atk.pq.bench.Slice;
import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Entrant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The bytes that a finished item of 100 bytes takes in the file, and those that were written for it
 * in its life: what this process handed to the disk, as the kernel counts it.
 */
final class Bytes implements Probe {
  private static final double SECONDS = 3;
  private static final int SIZE = 100;
  private static final String ITEM = "0123456789".repeat(SIZE / 10);

  @Override
  public List<Figure> measure(Path data) throws Exception {
    List<String> batch = Collections.nCopies(100, ITEM);
    List<Figure> figures = new ArrayList<>();
    figures.addAll(
        measure(
            data,
            "batches of 100",
            1,
            (caller, index) -> {
              caller.putAll(batch);
              return caller.finishSome(batch.size());
            }));
    figures.addAll(
        measure(
            data,
            "16 callers, one by one",
            16,
            (caller, index) -> {
              caller.put(ITEM);
              return caller.finishOne() ? 1 : 0;
            }));
    return figures;
  }

  private static List<Figure> measure(Path data, String how, int callers, Slice.Step step)
      throws Exception {
    try (Scratch scratch = new Scratch(data)) {
      Path folder = scratch.folder();
      long before = written();
      long items;
      try (Contender pq = Entrant.PQ.opener().open(folder)) {
        items = Slice.play(pq, callers, step, SECONDS).items();
      }
      double bytes = written() - before;
      double size = Files.size(folder.resolve("jobs.db"));
      return List.of(
          Figure.of("bytes in the file for a finished item, " + how, size / items, "bytes"),
          Figure.of("bytes written for a finished item, " + how, bytes / items, "bytes"),
          Figure.of("write amplification, " + how, bytes / items / SIZE, "×"));
    }
  }

  private static long written() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("write_bytes:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
