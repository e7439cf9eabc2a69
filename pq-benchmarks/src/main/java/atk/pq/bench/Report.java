package atk.pq.bench;

import atk.pq.bench.probes.Figure;
import atk.pq.bench.queues.Entrant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured, as Markdown.
 *
 * @param how with what, as a sentence
 * @param figures those that are not rates, by their headings
 * @param failed of the headings that could not be measured, why
 */
record Report(
    String how,
    List<Comparison> rates,
    FlushCounts flushes,
    Map<String, List<Figure>> figures,
    Map<String, String> failed) {

  String markdown() {
    StringBuilder text = new StringBuilder("# Comparison\n\n").append(how).append("\n\n");
    text.append(
        """
        Pq and those it is compared with play in turns (A B A B …). Rates are medians of the rounds,
        ratios are medians of the rounds' ratios; in works with batches, virtual threads or several
        processes those that no target names play the first half of the rounds, three quarters as
        long, and only one where that was below a third of Pq's. H2 MVStore and Square Tape 2 are open
        in one process at a time: they have no row where there are several. Flushes are counted by
        strace in a pass of their own, which no rate is from.
        *Durability* is what has happened when a put or a finish was answered; the delivery itself is
        flushed by none but naive SQLite, SQLite with a pool and db-scheduler.

        """);
    String notCounted = flushes.isEmpty() ? "No" : "Not all";
    flushes
        .problems()
        .forEach(why -> text.append(notCounted + " flushes were counted: " + why + "\n\n"));
    rates.forEach(comparison -> work(text, comparison));
    if (ToBeat.isPlayed(rates)) {
      text.append("## Numbers to beat\n\n").append(ToBeat.table(rates)).append('\n');
    }
    figures.forEach(
        (heading, list) -> {
          text.append("## ")
              .append(heading)
              .append("\n\n| what | measured | target |\n|---|---|---|\n");
          list.forEach(figure -> text.append(row(figure)));
          text.append('\n');
        });
    failed.forEach(
        (heading, why) ->
            text.append("## ")
                .append(heading)
                .append("\n\nCould not be measured: " + why + "\n\n"));
    return text.toString().stripTrailing() + "\n";
  }

  private void work(StringBuilder text, Comparison comparison) {
    Work work = comparison.work();
    text.append("## ").append(work.title()).append("\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "Pq is at %s × %s; the target is %.2f.%s%n%n",
            comparison.hasRatio()
                ? Digits.of(comparison.ratio(), work.target(), 2)
                : "an unknown number of",
            work.limit(),
            work.target(),
            rival(comparison)));
    text.append(
        "| who | durability | items/s | Pq is | flushes per 1,000 items | p50 ms | p99 ms | max ms |\n"
            + "|---|---|---|---|---|---|---|---|\n");
    for (Entrant entrant : comparison.entrants()) {
      Latencies latencies = comparison.latencies(entrant);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %,.0f | %s | %s | %s | %s | %s |%n",
              entrant,
              entrant.durability(),
              comparison.rate(entrant),
              comparison.hasRatioTo(entrant)
                  ? String.format(Locale.ROOT, "%.2f ×", comparison.ratioTo(entrant))
                  : "",
              flushes(work, entrant),
              millis(latencies, latencies.percentile(0.5)),
              millis(latencies, latencies.percentile(0.99)),
              millis(latencies, latencies.max())));
    }
    comparison
        .failures()
        .forEach(
            (entrant, why) ->
                text.append(
                    "| %s | %s | could not be played: %s | | | | | |%n"
                        .formatted(entrant, entrant.durability(), why)));
    text.append('\n');
  }

  private static String rival(Comparison comparison) {
    return comparison
        .rival()
        .filter(comparison::hasRatioTo)
        .map(
            rival ->
                String.format(
                    Locale.ROOT,
                    " Against the best of the others (%s): %.2f ×.",
                    rival,
                    comparison.ratioTo(rival)))
        .orElse("");
  }

  private String flushes(Work work, Entrant entrant) {
    var count = flushes.of(work, entrant);
    if (count.isEmpty()) {
      return "not counted";
    }
    double value = count.getAsDouble();
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
  }

  private static String row(Figure figure) {
    return "| %s | %s | %s |%n".formatted(figure.what(), figure.shown(), figure.targetShown());
  }

  private static String millis(Latencies latencies, long nanos) {
    return latencies.count() == 0 ? "" : String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  /** The short table of what was reached: each work and figure that has a target. */
  String reached() {
    StringBuilder text = new StringBuilder("| work | target | reached |\n|---|---|---|\n");
    for (Comparison comparison : rates) {
      Work work = comparison.work();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f × %s | %s |%n",
              work.title(),
              work.target(),
              work.limit(),
              comparison.hasRatio()
                  ? missed(
                      Digits.of(comparison.ratio(), work.target(), 2) + " ×",
                      comparison.ratio() >= work.target())
                  : missed("could not be played", false)));
    }
    failed
        .keySet()
        .forEach(
            heading -> text.append("| %s | | **could not be measured** |%n".formatted(heading)));
    for (List<Figure> list : figures.values()) {
      for (Figure figure : list) {
        if (figure.hasTarget()) {
          text.append(
              "| %s | %s | %s |%n"
                  .formatted(
                      figure.what(),
                      figure.targetShown(),
                      missed(figure.shown(), figure.isReached())));
        }
      }
    }
    return text.toString();
  }

  private static String missed(String shown, boolean isReached) {
    return isReached ? shown : "**" + shown + "**";
  }

  /** Where somebody else that Pq is to be ahead of is faster; one line each. */
  String behind() {
    StringBuilder text = new StringBuilder();
    for (Comparison comparison : rates) {
      for (Entrant entrant : comparison.entrants()) {
        if (entrant.isRival()
            && comparison.hasRatioTo(entrant)
            && comparison.ratioTo(entrant) < 1) {
          text.append(
              String.format(
                  Locale.ROOT,
                  "- %s: %.2f × %s%n",
                  comparison.work().title(),
                  comparison.ratioTo(entrant),
                  entrant));
        }
      }
    }
    return text.isEmpty()
        ? "Nobody that flushes, and nobody embedded, was ahead of Pq in any work.\n"
        : "Where Pq was behind one that flushes or is embedded:\n\n" + text;
  }

  /** Three numbers for people in a hurry. */
  String inShort() {
    StringBuilder text =
        new StringBuilder("| items of 100 bytes | Pq | beside it, in turns |\n|---|---|---|\n");
    for (Comparison comparison : rates) {
      Work work = comparison.work();
      if (Works.IN_SHORT.contains(work)) {
        text.append(
            "| %s | **%s** | %s |%n"
                .formatted(
                    work.title(),
                    inShort(comparison, work.subject()),
                    work.limit() + ": " + inShort(comparison, work.limit())));
      }
    }
    return text.append("\n![Pq and others, items a second](results/in-short.svg)\n").toString();
  }

  private String inShort(Comparison comparison, Entrant entrant) {
    if (!comparison.entrants().contains(entrant)) {
      return "could not be played";
    }
    return String.format(
        Locale.ROOT,
        "%,.0f items/s, each flushed before its answer%s",
        comparison.rate(entrant),
        flushes.isEmpty()
            ? ""
            : " (" + flushes(comparison.work(), entrant) + " flushes per 1,000 items)");
  }
}
