package atk.pq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plays every work and writes a table and a plot. Arguments: the folder for the databases (on a
 * real disk), the folder for the results, rounds, seconds a slice.
 */
public final class Compare {
  private Compare() {}

  public static void main(String[] arguments) throws Exception {
    Path data = Files.createDirectories(Path.of(arguments[0]));
    Path results = Files.createDirectories(Path.of(arguments[1]));
    int rounds = Integer.parseInt(arguments[2]);
    double seconds = Double.parseDouble(arguments[3]);
    List<Comparison> all = new ArrayList<>();
    for (Work work : Work.ALL) {
      Comparison comparison = Comparison.play(work, contenders(work), data, rounds, seconds);
      all.add(comparison);
      System.out.printf(
          Locale.ROOT,
          "%-45s %6.2f x %s (target %.2f)%n",
          work.title(),
          comparison.ratioTo(work.limit()),
          work.limit(),
          work.target());
    }
    write(results.resolve("comparison.md"), Report.markdown(all, rounds, seconds));
    write(results.resolve("comparison.svg"), Report.svg(all));
  }

  /** Who can play this work. */
  static Map<String, Comparison.Opener> contenders(Work work) {
    Map<String, Comparison.Opener> openers = new LinkedHashMap<>();
    openers.put(PqContender.NAME, PqContender::new);
    if (work.kind() == Work.Kind.PUT && work.callers() == 1) {
      openers.put(FlushLoop.NAME, FlushLoop::new);
    }
    if (work.callers() == 1 || work.kind() == Work.Kind.HANDLERS) {
      openers.put(JdbcLoop.NAME, JdbcLoop::new);
    }
    if (work.batch() == 1) {
      openers.put(NaiveSqlite.NAME, NaiveSqlite::new);
      openers.put(PooledSqlite.NAME, PooledSqlite::new);
      openers.put(MvStoreQueue.NAME, MvStoreQueue::new);
      openers.put(TapeQueue.NAME, TapeQueue::new);
      if (BeanstalkQueue.isInstalled()) {
        openers.put(BeanstalkQueue.NAME, BeanstalkQueue::new);
      }
      if (RedisQueue.isInstalled()) {
        openers.put(RedisQueue.NAME, RedisQueue::new);
      }
    }
    return openers;
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    System.out.println("wrote " + file);
  }
}
