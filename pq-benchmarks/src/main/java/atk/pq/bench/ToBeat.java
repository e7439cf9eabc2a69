package atk.pq.bench;

import java.util.List;
import java.util.Locale;

/**
 * A number of the issue that asked for Pq, once measured on a machine of two cores.
 *
 * @param work what it is the number of
 * @param rate items a second
 * @param who whose; empty where the issue does not say
 */
record ToBeat(Work work, double rate, String who) {
  /** Whether there are some beside which something was played. */
  static boolean isPlayed(List<Comparison> rates) {
    return Works.TO_BEAT.stream()
        .anyMatch(one -> rates.stream().anyMatch(it -> it.work().equals(one.work)));
  }

  /** All of them beside what Pq reached in this run. */
  static String table(List<Comparison> rates) {
    StringBuilder text =
        new StringBuilder(
            "| work | once measured, items/s | of | Pq in this run | Pq is |\n|---|---|---|---|---|\n");
    for (ToBeat one : Works.TO_BEAT) {
      for (Comparison comparison : rates) {
        if (comparison.work().equals(one.work)) {
          text.append(one.row(comparison));
        }
      }
    }
    return text.toString();
  }

  private String row(Comparison comparison) {
    if (!comparison.entrants().contains(work.subject())) {
      return row("**could not be played**", "");
    }
    double reached = comparison.rate(work.subject());
    String times = String.format(Locale.ROOT, "%.2f ×", reached / rate);
    return row(
        String.format(Locale.ROOT, "%,.0f", reached), reached > rate ? times : "**" + times + "**");
  }

  private String row(String reached, String times) {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %s | %s | %s |%n",
        work.title(),
        rate,
        who.isEmpty() ? "not said" : who,
        reached,
        times);
  }
}
