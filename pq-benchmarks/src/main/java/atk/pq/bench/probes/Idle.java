package atk.pq.bench.probes;

import atk.pq.PersistentQ;
import atk.pq.bench.ChildJvm;
import atk.pq.bench.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What processes cost that wait for an item of one file, when none comes. */
final class Idle implements Probe {
  private static final int PROCESSES = 20;
  private static final long SETTLE_MILLIS = 11_000;
  private static final long MILLIS = 10_000;

  /** Of the kernel's clock that process times are told in. */
  private static final double TICKS_A_SECOND = 100;

  @Override
  public List<Figure> measure(Path data) throws Exception {
    List<ChildJvm.Running> waiting = new ArrayList<>();
    try (Scratch scratch = new Scratch(data)) {
      String file = scratch.folder().resolve("jobs.db").toString();
      PersistentQ.connect(file).close();
      for (int i = 0; i < PROCESSES; i++) {
        waiting.add(ChildJvm.of(Idle.class).with("-Xmx64m").start(file));
      }
      for (ChildJvm.Running each : waiting) {
        each.line();
      }
      Thread.sleep(SETTLE_MILLIS);
      List<Double> before = ticks(waiting);
      long began = System.nanoTime();
      Thread.sleep(MILLIS);
      List<Double> after = ticks(waiting);
      double possible = (System.nanoTime() - began) / 1e9 * TICKS_A_SECOND;
      double sum = 0;
      double most = 0;
      for (int i = 0; i < PROCESSES; i++) {
        double percent = (after.get(i) - before.get(i)) / possible * 100;
        sum += percent;
        most = Math.max(most, percent);
      }
      return List.of(
          Figure.of("CPU of an idle waiting process, the costliest of 20", most, "% of a core")
              .under(1.5),
          Figure.of("CPU of 20 idle waiting processes together", sum, "% of a core").under(20));
    } finally {
      waiting.forEach(ChildJvm.Running::close);
    }
  }

  /** User and system time so far. */
  private static List<Double> ticks(List<ChildJvm.Running> processes) throws IOException {
    List<Double> ticks = new ArrayList<>();
    for (ChildJvm.Running process : processes) {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      ticks.add(Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]));
    }
    return ticks;
  }

  /** A process that waits. */
  public static void main(String[] arguments) {
    try (PersistentQ pq = PersistentQ.connect(arguments[0])) {
      System.out.println("waiting");
      pq.getItem(Duration.ofMinutes(10));
    }
  }
}
