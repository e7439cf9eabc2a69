package atk.pq.bench;

import atk.pq.bench.probes.Figure;
import atk.pq.bench.probes.Probe;
import atk.pq.bench.queues.Entrant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plays every work, measures all else, counts the flushes, and writes what came of it into {@code
 * results/} and the documents. Run by {@code bin/pq-compare}, which tells the options.
 */
public final class Compare {
  private static final double WARM_UP_SECONDS = 0.8;
  private static final double COUNT_SECONDS = 0.1;

  private final CompareOptions options;
  private final String command;
  private final Elapsed elapsed = new Elapsed();
  private final List<Comparison> rates = new ArrayList<>();
  private final Map<String, List<Figure>> figures = new LinkedHashMap<>();
  private final Map<String, String> failed = new LinkedHashMap<>();

  private Compare(CompareOptions options, String command) {
    this.options = options;
    this.command = command;
  }

  public static void main(String[] arguments) throws Exception {
    CompareOptions options;
    try {
      options = CompareOptions.checked(arguments);
      checkOnly(options);
    } catch (IllegalArgumentException e) {
      CompareOptions.refuse(e);
      return;
    }
    if (!new Compare(options, CompareOptions.shown(arguments)).run()) {
      System.exit(1);
    }
  }

  /** Throws where nothing has these words in its name. */
  static void checkOnly(CompareOptions options) {
    List<String> titles = new ArrayList<>();
    Works.all().forEach(work -> titles.add(work.title()));
    titles.addAll(Probe.all(options.growthSeconds()).keySet());
    if (titles.stream().noneMatch(options::wants)) {
      throw new IllegalArgumentException(
          "nothing has '"
              + options.only()
              + "' in its name; there are\n  "
              + String.join("\n  ", titles));
    }
  }

  /** Runs all of it; false where Pq itself failed. */
  private boolean run() throws Exception {
    List<Work> works = Works.all().stream().filter(w -> options.wants(w.title())).toList();
    if (!works.isEmpty()) {
      warmUp(works.get(0));
    }
    for (List<Work> together : together(works)) {
      play(together);
    }
    for (Map.Entry<String, Probe> probe : Probe.all(options.growthSeconds()).entrySet()) {
      if (options.wants(probe.getKey())) {
        measure(probe.getKey(), probe.getValue());
      }
    }
    SlowestPuts.of(rates).ifPresent(one -> figures.put("Slowest puts", List.of(one)));
    FlushCounts flushes = FlushCounts.count("strace", works, options.data(), COUNT_SECONDS);
    elapsed.say("counting flushes");
    Report report = new Report(how(elapsed.seconds() / 60), rates, flushes, figures, failed);
    if (options.isPartial()) {
      System.out.println("\n" + report.markdown());
    } else {
      write(report);
    }
    return failed.isEmpty()
        && rates.stream().allMatch(one -> one.entrants().contains(one.work().subject()));
  }

  /** The first work would meet code that is not compiled yet; all who play it are warmed alike. */
  private void warmUp(Work first) {
    Comparison.play(List.of(first), first.entrants(), options.data(), 1, WARM_UP_SECONDS);
    elapsed.say("warming up");
  }

  private void measure(String heading, Probe probe) {
    try {
      List<Figure> measured = probe.measure(options.data());
      figures.put(heading, measured);
      measured.forEach(Compare::say);
    } catch (Exception | LinkageError e) {
      failed.put(heading, Why.of(e));
      System.out.println(heading + ": could not be measured: " + Why.of(e));
    }
    elapsed.say(heading);
  }

  /** Those of several processes are played together, so that these are started once; in order. */
  private static List<List<Work>> together(List<Work> works) {
    List<List<Work>> all = new ArrayList<>();
    for (Work work : works) {
      List<Work> last = all.isEmpty() ? List.of() : all.get(all.size() - 1);
      if (work.processes() > 1
          && last.stream().anyMatch(one -> one.processes() == work.processes())) {
        last.add(work);
      } else {
        all.add(new ArrayList<>(List.of(work)));
      }
    }
    return all;
  }

  private void play(List<Work> works) {
    Comparison.play(
            works, works.get(0).entrants(), options.data(), options.rounds(), options.seconds())
        .forEach(this::add);
  }

  private void add(Comparison comparison) {
    Work work = comparison.work();
    rates.add(comparison);
    if (comparison.hasRatio()) {
      System.out.printf(
          Locale.ROOT,
          "%-50s %8s x %s (target %.2f)%n",
          work.title(),
          Digits.of(comparison.ratio(), work.target(), 2),
          work.limit(),
          work.target());
    }
    comparison
        .failures()
        .forEach(
            (entrant, why) ->
                System.out.println(work.title() + ": " + entrant + " could not be played: " + why));
    elapsed.say(comparison.took());
  }

  private static void say(Figure figure) {
    System.out.printf("%-80s %s (%s)%n", figure.what(), figure.shown(), figure.targetShown());
  }

  private String whenAndWhere() throws IOException {
    return "%s, commit %s. %s."
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            System.getProperty("pq.commit", "unknown"),
            Machine.described(options.data()));
  }

  private String how(double minutes) throws IOException {
    return String.format(
        Locale.ROOT,
        "%s %d rounds of %.1f s; items of 100 bytes unless said otherwise. Took %.0f"
            + " minutes. Written by `%s`.",
        whenAndWhere(),
        options.rounds(),
        options.seconds(),
        minutes,
        command);
  }

  /** Writes the tables and plots, and what the documents show of them. */
  private void write(Report report) throws IOException {
    Path results = Files.createDirectories(Path.of("results"));
    Files.writeString(results.resolve("comparison.md"), report.markdown());
    Files.writeString(
        results.resolve("comparison.svg"),
        Plot.svg(rates.stream().filter(Compare::hasRivals).toList()));
    Files.writeString(
        results.resolve("in-short.svg"),
        Plot.svg(
            rates.stream()
                .filter(Compare::hasRivals)
                .filter(c -> Works.PLOT.contains(c.work()))
                .toList()));
    Path performance = Path.of("docs/performance.md");
    Documents.write(performance, "reached", report.reached());
    Documents.write(performance, "to beat", ToBeat.table(rates));
    Documents.write(performance, "behind", report.behind());
    Documents.write(Path.of("README.md"), "in short", whenAndWhere() + "\n\n" + report.inShort());
    System.out.println("wrote results/, docs/performance.md and README.md");
  }

  private static boolean hasRivals(Comparison comparison) {
    return comparison.work().subject() == Entrant.PQ && !comparison.entrants().isEmpty();
  }
}
