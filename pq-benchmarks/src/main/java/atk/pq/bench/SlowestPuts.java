package atk.pq.bench;

import atk.pq.bench.probes.Figure;
import atk.pq.bench.queues.Entrant;
import java.util.List;
import java.util.Optional;

/**
 * How long the slowest of a hundred puts takes where 64 callers put, in flushes of the same run.
 */
final class SlowestPuts {
  private static final double MOST_FLUSHES = 10;

  private SlowestPuts() {}

  /** What it is; empty where not both works were played. */
  static Optional<Figure> of(List<Comparison> rates) {
    return latencies(rates, 64, Entrant.PQ)
        .flatMap(
            puts -> latencies(rates, 1, Entrant.FLUSH_LOOP).map(flushes -> figure(puts, flushes)));
  }

  static Figure figure(Latencies puts, Latencies flushes) {
    double ratio = (double) puts.percentile(0.99) / flushes.percentile(0.5);
    String unit = "× the median of append + flush, 1 caller";
    return Figure.of("p99 of a put, 64 callers", ratio, unit).under(MOST_FLUSHES);
  }

  private static Optional<Latencies> latencies(
      List<Comparison> rates, int callers, Entrant entrant) {
    return rates.stream()
        .filter(one -> isPut(one.work(), callers))
        .map(one -> one.latencies(entrant))
        .filter(latencies -> latencies.count() > 0)
        .findFirst();
  }

  private static boolean isPut(Work work, int callers) {
    return work.load() == Load.PUT
        && work.callers() == callers
        && work.batch() == 1
        && work.processes() == 1;
  }
}
