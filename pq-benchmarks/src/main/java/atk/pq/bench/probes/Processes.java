package atk.pq.bench.probes;

import atk.pq.bench.ChildJvm;
import atk.pq.bench.Scratch;
import atk.pq.bench.Slice;
import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Entrant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Four processes with 16 callers each on one file, in turns with one process with 64. */
final class Processes implements Probe {
  private static final int ROUNDS = 3;
  private static final double SECONDS = 1.5;
  private static final String ITEM = "0123456789".repeat(10);

  /** What one process did. */
  private record Done(long items, double seconds, double longestMillis) {
    double rate() {
      return items / seconds;
    }
  }

  @Override
  public List<Figure> measure(Path data) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (String verb : List.of("put", "put + get + finish")) {
      List<Double> sums = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      double longest = 0;
      double leastShare = 1;
      for (int round = 0; round < ROUNDS; round++) {
        List<Done> four = play(data, verb, 4, 16);
        List<Done> one = play(data, verb, 1, 64);
        double sum = four.stream().mapToDouble(Done::rate).sum();
        sums.add(sum);
        ratios.add(sum / one.get(0).rate());
        for (Done each : four) {
          longest = Math.max(longest, each.longestMillis);
          leastShare = Math.min(leastShare, each.rate() / (sum / 4));
        }
      }
      String who = verb + ", 4 processes × 16 callers";
      figures.add(Figure.of(who + ", sum", Median.of(sums), "items/s"));
      figures.add(Figure.of(who + " against 1 process × 64", Median.of(ratios), "×").atLeast(0.8));
      figures.add(Figure.of(who + ", longest call", longest, "ms").under(300));
      figures.add(
          Figure.of(who + ", least share of a process", leastShare, "of its fair share")
              .atLeast(0.5));
    }
    return figures;
  }

  private static List<Done> play(Path data, String verb, int processes, int callers)
      throws IOException, InterruptedException {
    List<ChildJvm.Running> running = new ArrayList<>();
    try (Scratch scratch = new Scratch(data)) {
      String folder = scratch.folder().toString();
      for (int i = 0; i < processes; i++) {
        running.add(ChildJvm.of(Processes.class).start(folder, "" + callers, verb));
      }
      for (ChildJvm.Running each : running) {
        each.line(); // it is warm
      }
      for (ChildJvm.Running each : running) {
        each.go();
      }
      List<Done> done = new ArrayList<>();
      for (ChildJvm.Running each : running) {
        String[] said = each.rest().strip().split(" ");
        done.add(
            new Done(
                Long.parseLong(said[0]), Double.parseDouble(said[1]), Double.parseDouble(said[2])));
      }
      return done;
    } finally {
      running.forEach(ChildJvm.Running::close);
    }
  }

  /** One of the processes. */
  public static void main(String[] arguments) throws Exception {
    int callers = Integer.parseInt(arguments[1]);
    boolean finishes = !arguments[2].equals("put");
    Slice.Step step =
        (caller, index) -> {
          caller.put(ITEM);
          return finishes && !caller.finishOne() ? 0 : 1;
        };
    try (Contender pq = Entrant.PQ.opener().open(Path.of(arguments[0]))) {
      Slice.play(pq, callers, step, SECONDS / 2);
      System.out.println("warm");
      if (System.in.read() < 0) {
        return;
      }
      Slice.Result result = Slice.play(pq, callers, step, SECONDS);
      System.out.println(
          result.items() + " " + result.nanos() / 1e9 + " " + result.latencies().max() / 1e6);
    }
  }
}
