package atk.pq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Plays one work on several contenders in turns (A B A B …), so that whatever else the machine does
 * meets all of them. Rates are medians; a ratio is the median of the ratios of neighbours.
 */
final class Comparison {
  /** Opens a contender in a folder of its own; null where what it needs is not installed. */
  interface Opener {
    Contender open(Path folder) throws Exception;
  }

  private final Work work;
  private final Map<String, List<Slice.Result>> results = new LinkedHashMap<>();

  private Comparison(Work work) {
    this.work = work;
  }

  /** Plays so many rounds of about so long each, after one to warm up. */
  static Comparison play(
      Work work, Map<String, Opener> openers, Path folder, int rounds, double seconds)
      throws Exception {
    Comparison comparison = new Comparison(work);
    Map<String, Contender> contenders = new LinkedHashMap<>();
    Path home = Files.createTempDirectory(folder, "pq-compare-");
    try {
      for (Map.Entry<String, Opener> opener : openers.entrySet()) {
        Path own = Files.createDirectory(home.resolve(opener.getKey().replaceAll("\\W+", "-")));
        contenders.put(opener.getKey(), opener.getValue().open(own));
      }
      for (int round = -1; round < rounds; round++) {
        for (Map.Entry<String, Contender> one : contenders.entrySet()) {
          Slice.Result result = work.play(one.getValue(), seconds);
          if (round >= 0) {
            comparison.results.computeIfAbsent(one.getKey(), name -> new ArrayList<>()).add(result);
          }
        }
      }
    } finally {
      for (Contender contender : contenders.values()) {
        contender.close();
      }
      delete(home);
    }
    return comparison;
  }

  Work work() {
    return work;
  }

  Iterable<String> names() {
    return results.keySet();
  }

  /** Items a second. */
  double rate(String name) {
    return median(rates(name));
  }

  /** The latencies of all rounds. */
  Latencies latencies(String name) {
    Latencies all = new Latencies();
    resultsOf(name).forEach(result -> all.add(result.latencies()));
    return all;
  }

  /** How many times the other's rate Pq reached. */
  double ratioTo(String other) {
    List<Double> own = rates(PqContender.NAME);
    List<Double> others = rates(other);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(own.get(i) / others.get(i));
    }
    return median(ratios);
  }

  private List<Slice.Result> resultsOf(String name) {
    return results.getOrDefault(name, List.of());
  }

  private List<Double> rates(String name) {
    return resultsOf(name).stream().map(Slice.Result::rate).toList();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
