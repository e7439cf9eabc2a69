package atk.pq.bench;

import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Entrant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Plays one work on several contenders in turns (A B A B …), so that whatever else the machine does
 * meets all of them. Rates are medians; a ratio is the median of the ratios of neighbours.
 */
final class Comparison {
  private final Work work;
  private final Map<Entrant, List<Slice.Result>> results = new LinkedHashMap<>();
  private final Map<Entrant, Double> took = new LinkedHashMap<>();

  private Comparison(Work work) {
    this.work = work;
  }

  /**
   * Plays so many rounds of about so long each, after one to warm up, which is half as long for
   * those that no target names.
   */
  static Comparison play(Work work, List<Entrant> entrants, Path folder, int rounds, double seconds)
      throws Exception {
    Comparison comparison = new Comparison(work);
    Map<Entrant, Contender> contenders = new LinkedHashMap<>();
    try (Scratch scratch = new Scratch(folder)) {
      try {
        for (Entrant entrant : entrants) {
          long began = System.nanoTime();
          contenders.put(entrant, entrant.opener().open(scratch.folder()));
          comparison.spent(entrant, began);
        }
        for (int round = -1; round < rounds; round++) {
          for (Map.Entry<Entrant, Contender> one : contenders.entrySet()) {
            long began = System.nanoTime();
            boolean isShort = round < 0 && !comparison.isOfTarget(one.getKey());
            Slice.Result result =
                work.load().play(work, one.getValue(), isShort ? seconds / 2 : seconds);
            comparison.spent(one.getKey(), began);
            if (round >= 0) {
              comparison.add(one.getKey(), result);
            }
          }
        }
      } finally {
        for (Contender contender : contenders.values()) {
          contender.close();
        }
      }
    }
    return comparison;
  }

  private boolean isOfTarget(Entrant entrant) {
    return entrant == work.subject() || entrant == work.limit();
  }

  private void add(Entrant entrant, Slice.Result result) {
    results.computeIfAbsent(entrant, one -> new ArrayList<>()).add(result);
  }

  private void spent(Entrant entrant, long began) {
    took.merge(entrant, (System.nanoTime() - began) / 1e9, Double::sum);
  }

  /** The seconds that each took with all that is not counted: its making, its filling. */
  String took() {
    return took.entrySet().stream()
        .map(one -> String.format(Locale.ROOT, "%s %.1f", one.getKey(), one.getValue()))
        .collect(Collectors.joining(", "));
  }

  Work work() {
    return work;
  }

  Iterable<Entrant> entrants() {
    return results.keySet();
  }

  /** Items a second. */
  double rate(Entrant entrant) {
    return median(rates(entrant));
  }

  /** The latencies of all rounds. */
  Latencies latencies(Entrant entrant) {
    Latencies all = new Latencies();
    resultsOf(entrant).forEach(result -> all.add(result.latencies()));
    return all;
  }

  /** How many times the other's rate Pq reached. */
  double ratioTo(Entrant other) {
    List<Double> own = rates(work.subject());
    List<Double> others = rates(other);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      ratios.add(own.get(i) / others.get(i));
    }
    return median(ratios);
  }

  /** How many times the rate of the one that the target names Pq reached. */
  double ratio() {
    return ratioTo(work.limit());
  }

  /** The fastest of the others that Pq is to be ahead of; empty where there is none. */
  Optional<Entrant> rival() {
    return results.keySet().stream()
        .filter(Entrant::isRival)
        .max(Comparator.comparingDouble(this::rate));
  }

  private List<Slice.Result> resultsOf(Entrant entrant) {
    return results.getOrDefault(entrant, List.of());
  }

  private List<Double> rates(Entrant entrant) {
    return resultsOf(entrant).stream().map(Slice.Result::rate).toList();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
