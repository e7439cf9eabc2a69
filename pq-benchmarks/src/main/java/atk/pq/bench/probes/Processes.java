package atk.pq.bench.probes;

import atk.pq.bench.Fleet;
import atk.pq.bench.Load;
import atk.pq.bench.Scratch;
import atk.pq.bench.Slice;
import atk.pq.bench.queues.Entrant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Four processes of Pq with 16 callers each on one file, in turns with one process with 64 on
 * another.
 */
final class Processes implements Probe {
  private static final int ROUNDS = 5;
  private static final double WARM_SECONDS = 8;
  private static final double SECONDS = 1;

  @Override
  public List<Figure> measure(Path data) throws Exception {
    try (Scratch scratch = new Scratch(data);
        Fleet four = Fleet.open(Entrant.PQ, scratch.folder(), 4, 16, WARM_SECONDS);
        Fleet one = Fleet.open(Entrant.PQ, scratch.folder(), 1, 64, WARM_SECONDS)) {
      List<Figure> figures = new ArrayList<>(measure(Load.CYCLE, "put + get + finish", four, one));
      figures.addAll(measure(Load.PUT, "put", four, one)); // puts leave a backlog
      return figures;
    }
  }

  private static List<Figure> measure(Load load, String words, Fleet four, Fleet one)
      throws Exception {
    List<Double> sums = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double longest = 0;
    double leastShare = 1;
    for (int round = 0; round < ROUNDS; round++) {
      List<Slice.Result> each = four.play(load, SECONDS);
      double sum = each.stream().mapToDouble(Slice.Result::rate).sum();
      sums.add(sum);
      ratios.add(sum / one.play(load, SECONDS).get(0).rate());
      for (Slice.Result done : each) {
        longest = Math.max(longest, done.latencies().max() / 1e6);
        leastShare = Math.min(leastShare, done.rate() / (sum / 4));
      }
    }
    String who = words + ", 4 processes × 16 callers";
    return List.of(
        Figure.of(who + ", sum", Median.of(sums), "items/s"),
        Figure.of(who + " against 1 process × 64", Median.of(ratios), "×").atLeast(0.8),
        Figure.of(who + ", longest call", longest, "ms").under(300),
        Figure.of(who + ", least share of a process", leastShare, "of its fair share")
            .atLeast(0.5));
  }
}
