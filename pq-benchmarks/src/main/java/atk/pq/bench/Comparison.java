package atk.pq.bench;

import atk.pq.bench.queues.Entrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plays one work on several contenders in turns (A B A B …), so that whatever else the machine does
 * meets all of them. Rates are medians; a ratio is the median of the ratios of neighbours.
 */
final class Comparison {
  private static final double FAR = 3;

  private final Work work;
  private final Map<Entrant, List<Slice.Result>> results = new LinkedHashMap<>();
  private final Map<Entrant, Throwable> failures = new LinkedHashMap<>();
  private final Map<Entrant, Double> took = new LinkedHashMap<>();

  private Comparison(Work work) {
    this.work = work;
  }

  /**
   * Plays so many rounds of about so long each, after one to warm up, which is half as long for
   * those that no target names; of some works these play the first half of the rounds only, three
   * quarters as long, and those that are far behind one. Who fails is left out from there on, and
   * the others go on.
   */
  static Comparison play(
      Work work, List<Entrant> entrants, Path folder, int rounds, double seconds) {
    return play(List.of(work), entrants, folder, rounds, seconds).get(0);
  }

  /** The same of several works, one after the other, on entrants that are opened once. */
  static List<Comparison> play(
      List<Work> works, List<Entrant> entrants, Path folder, int rounds, double seconds) {
    List<Comparison> all = works.stream().map(Comparison::new).toList();
    Map<Entrant, Player> players = new LinkedHashMap<>();
    try (Scratch scratch = new Scratch(folder)) {
      try {
        for (Entrant entrant : entrants) {
          Attempt open = () -> players.put(entrant, works.get(0).open(entrant, scratch.folder()));
          all.get(0).attempt(entrant, open);
        }
        for (Comparison one : all) {
          one.failures.putAll(all.get(0).failures);
          one.play(players, rounds, seconds);
        }
      } finally {
        players.forEach((entrant, player) -> last(all).attempt(entrant, player::close));
      }
    } catch (IOException | UncheckedIOException e) {
      all.forEach(one -> one.failed(entrants, e));
    }
    return all;
  }

  private static Comparison last(List<Comparison> all) {
    return all.get(all.size() - 1);
  }

  private void failed(List<Entrant> entrants, Exception e) {
    System.err.println(work.title() + ": " + Why.of(e));
    entrants.stream()
        .filter(one -> !results.containsKey(one))
        .forEach(one -> failures.putIfAbsent(one, e));
  }

  private void play(Map<Entrant, Player> players, int rounds, double seconds) {
    for (int round = -1; round < rounds; round++) {
      int number = round;
      players.forEach(
          (entrant, player) -> {
            if (number < roundsOf(entrant, rounds) && !isFarBehind(entrant)) {
              attempt(entrant, () -> turn(entrant, player, work.seconds(seconds), number >= 0));
            }
          });
    }
  }

  /** Something that may fail. */
  private interface Attempt {
    void run() throws Exception;
  }

  /** Who fails has no results, not even those it had before. */
  private void attempt(Entrant entrant, Attempt attempt) {
    long began = System.nanoTime();
    try {
      attempt.run();
    } catch (Exception | LinkageError e) {
      failures.putIfAbsent(entrant, e);
      results.remove(entrant);
    }
    spent(entrant, began);
  }

  private void turn(Entrant entrant, Player player, double seconds, boolean isCounted)
      throws Exception {
    if (failures.containsKey(entrant)) {
      return;
    }
    boolean isInFull = isOfTarget(entrant) || work.isPlayedInFull();
    double length = isInFull ? seconds : seconds * 3 / 4;
    boolean isShort = !isCounted && !isOfTarget(entrant);
    Slice.Result result = player.play(work, isShort ? seconds / 2 : length);
    if (isCounted) {
      add(entrant, result);
    }
  }

  private int roundsOf(Entrant entrant, int rounds) {
    return isOfTarget(entrant) || work.isPlayedInFull() ? rounds : (rounds + 1) / 2;
  }

  /** Whether what it has played is enough to know that; never of some. */
  private boolean isFarBehind(Entrant entrant) {
    return !isOfTarget(entrant)
        && !work.isPlayedInFull()
        && hasRatioTo(entrant)
        && rate(entrant) * FAR < rate(work.subject());
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

  /** Those that could be played. */
  Set<Entrant> entrants() {
    return results.keySet();
  }

  /** Those that could not be played, each with what failed. */
  Map<Entrant, String> failures() {
    Map<Entrant, String> all = new LinkedHashMap<>();
    failures.forEach((entrant, failure) -> all.put(entrant, Why.of(failure)));
    return all;
  }

  /** Whether this is known: both could be played. */
  boolean hasRatioTo(Entrant other) {
    return results.containsKey(work.subject()) && results.containsKey(other);
  }

  /** Whether it is known how Pq stands to its target. */
  boolean hasRatio() {
    return hasRatioTo(work.limit());
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
    for (Entrant one : List.of(work.subject(), other)) {
      if (!results.containsKey(one)) {
        throw new IllegalStateException(one + " could not be played", failures.get(one));
      }
    }
    List<Double> own = rates(work.subject());
    List<Double> others = rates(other);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(own.size(), others.size()); i++) {
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
