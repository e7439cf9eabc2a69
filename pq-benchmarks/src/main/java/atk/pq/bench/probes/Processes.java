package atk.pq.bench.probes;

import atk.pq.bench.ChildJvm;
import atk.pq.bench.Scratch;
import atk.pq.bench.Slice;
import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Entrant;
import atk.pq.bench.queues.PqState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Four processes with 16 callers each on one file, in turns with one process with 64 on another.
 * All live through all rounds, and warm up before: the compilers of four fresh ones would take more
 * of two cores than what is measured.
 */
final class Processes implements Probe {
  private static final int ROUNDS = 5;
  private static final double WARM_SECONDS = 12;
  private static final double SECONDS = 1.5;
  private static final String PUT = "put";
  private static final String CYCLE = "put + get + finish";

  /** What one process did. */
  private record Done(long items, double seconds, double longestMillis) {
    double rate() {
      return items / seconds;
    }

    static Done of(String said) {
      String[] words = said.split(" ");
      return new Done(
          Long.parseLong(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
    }
  }

  @Override
  public List<Figure> measure(Path data) throws Exception {
    List<ChildJvm.Running> running = new ArrayList<>();
    try (Scratch scratch = new Scratch(data)) {
      List<ChildJvm.Running> four = start(scratch.folder(), 4, 16, running);
      List<ChildJvm.Running> one = start(scratch.folder(), 1, 64, running);
      List<Figure> figures = new ArrayList<>();
      for (String verb : List.of(CYCLE, PUT)) { // puts leave a backlog
        figures.addAll(measure(verb, four, one));
      }
      return figures;
    } finally {
      running.forEach(ChildJvm.Running::close);
    }
  }

  private static List<Figure> measure(
      String verb, List<ChildJvm.Running> four, List<ChildJvm.Running> one) throws IOException {
    List<Double> sums = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double longest = 0;
    double leastShare = 1;
    for (int round = 0; round < ROUNDS; round++) {
      List<Done> each = play(verb, four);
      double sum = each.stream().mapToDouble(Done::rate).sum();
      sums.add(sum);
      ratios.add(sum / play(verb, one).get(0).rate());
      for (Done done : each) {
        longest = Math.max(longest, done.longestMillis);
        leastShare = Math.min(leastShare, done.rate() / (sum / 4));
      }
    }
    String who = verb + ", 4 processes × 16 callers";
    return List.of(
        Figure.of(who + ", sum", Median.of(sums), "items/s"),
        Figure.of(who + " against 1 process × 64", Median.of(ratios), "×").atLeast(0.8),
        Figure.of(who + ", longest call", longest, "ms").under(300),
        Figure.of(who + ", least share of a process", leastShare, "of its fair share")
            .atLeast(0.5));
  }

  /** Starts so many on one file and waits until all are warm. */
  private static List<ChildJvm.Running> start(
      Path folder, int processes, int callers, List<ChildJvm.Running> all) throws IOException {
    List<ChildJvm.Running> started = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      ChildJvm.Running one = ChildJvm.of(Processes.class).start("" + folder, "" + callers);
      started.add(one);
      all.add(one);
    }
    for (ChildJvm.Running each : started) {
      each.line(); // it is warm
    }
    return started;
  }

  private static List<Done> play(String verb, List<ChildJvm.Running> processes) throws IOException {
    for (ChildJvm.Running each : processes) {
      each.tell(verb);
    }
    List<Done> done = new ArrayList<>();
    for (ChildJvm.Running each : processes) {
      done.add(Done.of(each.line()));
    }
    return done;
  }

  /** One of the processes: does what it is told, a line for each round. */
  public static void main(String[] arguments) throws Exception {
    int callers = Integer.parseInt(arguments[1]);
    try (Contender pq = Entrant.PQ.opener().open(Path.of(arguments[0]));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Slice.play(pq, callers, step(CYCLE), WARM_SECONDS);
      System.out.println("warm");
      for (String verb = in.readLine(); verb != null; verb = in.readLine()) {
        Slice.Result result = Slice.play(pq, callers, step(verb), SECONDS);
        System.out.println(
            result.items() + " " + result.nanos() / 1e9 + " " + result.latencies().max() / 1e6);
      }
    }
  }

  private static Slice.Step step(String verb) {
    return (caller, index) -> {
      caller.put(PqState.ITEM);
      return verb.equals(CYCLE) && !caller.finishOne() ? 0 : 1;
    };
  }
}
