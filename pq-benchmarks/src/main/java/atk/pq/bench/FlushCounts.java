package atk.pq.bench;

import atk.pq.bench.queues.Entrant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many flushes a thousand items cost. Each work is played once more, for a short time, by a
 * process of its own under {@code strace}, with the servers it starts; the calls that strace logged
 * within that time are counted. Only flushes are traced, all other calls run at full speed, and the
 * rates of that pass are not used. Where several processes play, strace follows each of them. Where
 * Pq plays against itself in another state, nothing is counted.
 *
 * <p>Who opens its files with {@code O_DSYNC} flushes with every write. Its writes are counted in a
 * pass where they are traced too; the pass without fails if anybody else opens a file so.
 */
final class FlushCounts {
  private static final String FLUSHES = "fsync,fdatasync,sync_file_range,msync,syncfs,sync";
  private static final Pattern FLUSH =
      Pattern.compile("^(fsync|fdatasync|sync_file_range|syncfs|sync)\\(|^msync\\(.*MS_SYNC");
  private static final Pattern OPENED_SO = Pattern.compile("openat\\(.*\\bO_D?SYNC\\b");
  private static final Pattern WRITE = Pattern.compile("^p?write(64|v)?\\(\\d+<.*pq-compare-");
  private static final int FIELDS = 3; // of a line that says how many; a fourth says why not
  private static final Pattern CALL = Pattern.compile("\\d+ +([0-9.]+) (\\w+\\(.*)");

  private final Map<String, Double> perThousand = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private final String strace;

  private FlushCounts(String strace) {
    this.strace = strace;
  }

  /** Nothing was counted. */
  static FlushCounts none() {
    return new FlushCounts("strace");
  }

  /**
   * Counts what these works cost everybody who plays them. Where there is no strace, or where it
   * may not trace, nothing is counted, and that is a problem to tell.
   *
   * @param strace the name of the program
   */
  static FlushCounts count(String strace, List<Work> works, Path data, double seconds) {
    FlushCounts counts = new FlushCounts(strace);
    counts.impediment().ifPresent(counts.problems::add);
    for (Pass pass : counts.problems.isEmpty() ? Pass.values() : new Pass[0]) {
      try {
        counts.run(pass, works, data, seconds);
      } catch (Exception e) {
        counts.problems.add(Why.of(e));
      }
    }
    return counts;
  }

  /** Why nothing can be traced here: containers and hardened machines forbid it. */
  private Optional<String> impediment() {
    try {
      Process trial =
          new ProcessBuilder(strace, "-f", "-e", "trace=fsync", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .start();
      trial.getOutputStream().close();
      String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return trial.waitFor() == 0
          ? Optional.empty()
          : Optional.of("strace may not trace here: " + lastLine(said));
    } catch (IOException e) {
      return Optional.of("there is no strace");
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String lastLine(String said) {
    return said.lines().reduce((before, last) -> last).orElse("it said nothing");
  }

  /** Whether something was counted. */
  boolean isEmpty() {
    return perThousand.isEmpty();
  }

  /** Why some could not be counted. */
  List<String> problems() {
    return problems;
  }

  /** Flushes per thousand items; empty where they were not counted. */
  OptionalDouble of(Work work, Entrant entrant) {
    Double count = perThousand.get(key(work, entrant));
    return count == null ? OptionalDouble.empty() : OptionalDouble.of(count);
  }

  private static String key(Work work, Entrant entrant) {
    return work.title() + '\t' + entrant.name();
  }

  /** What is traced. */
  private enum Pass {
    FLUSHES_ONLY(FLUSHES + ",openat", entrant -> !entrant.writesThrough()),
    WITH_WRITES(FLUSHES + ",write,writev,pwrite64", Entrant::writesThrough);

    private final String calls;
    private final Predicate<Entrant> plays;

    Pass(String calls, Predicate<Entrant> plays) {
      this.calls = calls;
      this.plays = plays;
    }

    boolean isFlush(String line) {
      return FLUSH.matcher(line).find() || (this == WITH_WRITES && WRITE.matcher(line).find());
    }
  }

  private void run(Pass pass, List<Work> works, Path data, double seconds) throws Exception {
    try (Scratch scratch = new Scratch(data)) {
      Path log = scratch.folder().resolve("strace.log");
      List<String> titles =
          works.stream().filter(w -> w.subject() == Entrant.PQ).map(Work::title).toList();
      List<String> command =
          List.of(
              strace,
              "-f",
              "-y",
              "-ttt",
              "--seccomp-bpf",
              "-e",
              "trace=" + pass.calls,
              "-o",
              "" + log);
      String counted =
          ChildJvm.of(FlushCounts.class)
              .under(command)
              .run(pass.name(), "" + data, "" + log, "" + seconds, String.join(";", titles));
      for (String line : counted.lines().toList()) {
        String[] fields = line.split("\t");
        if (fields.length > FIELDS) {
          problems.add(fields[0] + ", " + fields[1] + ": " + fields[FIELDS]);
        } else {
          perThousand.put(fields[0] + '\t' + fields[1], Double.parseDouble(fields[2]));
        }
      }
    }
  }

  /** The traced process: plays each work, and looks into the log afterwards. */
  public static void main(String[] arguments) throws Exception {
    Pass pass = Pass.valueOf(arguments[0]);
    Path data = Path.of(arguments[1]);
    Path log = Path.of(arguments[2]);
    double seconds = Double.parseDouble(arguments[3]);
    List<String> titles = List.of(arguments[4].split(";"));
    Elapsed elapsed = new Elapsed();
    Map<Entrant, List<Work>> all = new LinkedHashMap<>();
    for (Work work : Works.all()) {
      if (titles.contains(work.title())) {
        for (Entrant entrant : work.entrants().stream().filter(pass.plays).toList()) {
          all.computeIfAbsent(entrant, one -> new ArrayList<>()).add(work);
        }
      }
    }
    for (Map.Entry<Entrant, List<Work>> one : all.entrySet()) {
      Count count = new Count(pass, one.getKey(), log, seconds);
      Map<Integer, List<Work>> byProcesses =
          one.getValue().stream().collect(Collectors.groupingBy(Work::processes));
      byProcesses.values().forEach(works -> count.print(works, data));
      elapsed.say("flushes of " + one.getKey());
    }
  }

  /** Counts of one entrant: what waits after a work is there in the next, and is no matter. */
  private static final class Count {
    private final Pass pass;
    private final Entrant entrant;
    private final Path log;
    private final double seconds;
    private long logged;

    Count(Pass pass, Entrant entrant, Path log, double seconds) throws IOException {
      this.pass = pass;
      this.entrant = entrant;
      this.log = log;
      this.seconds = seconds;
      logged = Files.size(log);
    }

    private void print(List<Work> works, Path data) {
      try (Scratch scratch = new Scratch(data);
          Player player = works.get(0).open(entrant, scratch.folder(), seconds)) {
        for (Work work : works) {
          try {
            System.out.println(key(work, entrant) + '\t' + count(work, player));
          } catch (Exception | LinkageError e) {
            problem(work, e);
          }
        }
      } catch (Exception | LinkageError e) {
        problem(works.get(0), e);
      }
    }

    private void problem(Work work, Throwable e) {
      System.out.println(key(work, entrant) + "\t-\t" + Why.of(e));
    }

    private double count(Work work, Player player) throws Exception {
      player.play(work, seconds / 2);
      List<Slice.Result> results = player.playEach(work, work.seconds(seconds));
      double from = results.stream().mapToDouble(Count::began).min().orElseThrow();
      double to =
          results.stream().mapToDouble(one -> began(one) + one.nanos() / 1e9).max().orElseThrow();
      long items = results.stream().mapToLong(Slice.Result::items).sum();
      long flushes = 0;
      List<String> lines = since(log, logged);
      logged = Files.size(log);
      for (String line : lines) {
        if (pass == Pass.FLUSHES_ONLY && OPENED_SO.matcher(line).find()) {
          throw new IllegalStateException(entrant + " opens files with O_DSYNC: count its writes");
        }
        Matcher call = CALL.matcher(line);
        if (call.matches() && pass.isFlush(call.group(2))) {
          double at = Double.parseDouble(call.group(1));
          flushes += at >= from && at <= to ? 1 : 0;
        }
      }
      return flushes * 1000.0 / Math.max(1, items);
    }

    private static double began(Slice.Result result) {
      return result.began().toEpochMilli() / 1e3;
    }
  }

  /** The lines of the log from there on; the first may be a rest of one. */
  private static List<String> since(Path log, long position) throws IOException {
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(position);
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).lines().toList();
    }
  }
}
