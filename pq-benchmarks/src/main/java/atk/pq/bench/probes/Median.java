package atk.pq.bench.probes;

import java.util.List;

/** Of a few measured values. */
final class Median {
  private Median() {}

  static double of(List<Double> values) {
    return share(values, 0.5);
  }

  /** The value that this share of them stay within. */
  static double share(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, index));
  }
}
