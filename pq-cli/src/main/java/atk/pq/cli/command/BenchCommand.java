package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.cli.bench.Bench;
import atk.pq.cli.bench.BenchPlan;
import atk.pq.cli.bench.CallTimes;
import atk.pq.cli.bench.Histogram;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Interruption;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Session;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq bench}. */
@Command(
    name = "bench",
    description = {
      "Measure how fast Pq is on this machine and disk, with producers and consumers.",
      "Works on a scratch database beside the one named, which it leaves alone."
    })
final class BenchCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--producers", paramLabel = "P", description = "Threads that put (default 16).")
  private int producers = 16;

  @Option(
      names = "--consumers",
      paramLabel = "C",
      description = "Threads that get and finish (default 16); 0 for puts alone.")
  private int consumers = 16;

  @Option(names = "--size", paramLabel = "N", description = "Bytes of an item (default 100).")
  private int size = 100;

  @Option(names = "--seconds", paramLabel = "S", description = "How long (default 5).")
  private double seconds = 5;

  @Option(names = "--batch", paramLabel = "N", description = "Items a call carries (default 1).")
  private int batch = 1;

  BenchCommand(Session session) {
    this.session = session;
  }

  /** One kind of call, as it is shown. */
  private record Row(String call, CallTimes times, double seconds) {
    double rate() {
      return times.items() / seconds;
    }
  }

  @Override
  public Integer call() {
    BenchPlan plan = new BenchPlan(producers, consumers, size, seconds, batch);
    PqConfig like = session.config().build();
    Path scratch = scratchBeside(like);
    try (Interruption interruption = session.interruptible(Duration.ofSeconds(10))) {
      try {
        return play(plan, like, scratch);
      } finally {
        delete(scratch);
      }
    }
  }

  private int play(BenchPlan plan, PqConfig like, Path scratch) {
    session.note(
        "%s; durability %s; in %s"
            .formatted(
                plan, like.durability().name().toLowerCase(Locale.ROOT), scratch.getParent()));
    sayWhetherMemory(scratch);
    PqConfig config =
        PqConfig.builder(scratch.resolve("bench.db").toString())
            .durability(like.durability())
            .maxItemBytes(Math.max(size, like.maxItemBytes()))
            .allowNetworkFileSystem(like.allowNetworkFileSystem())
            .build();
    int code = ExitCode.OK;
    try (PersistentQ pq = PersistentQ.connect(config)) {
      Bench bench = new Bench(pq, plan);
      try (LiveLine line = new LiveLine(session)) {
        bench.play((times, at) -> line.show(live(times, at)));
      } catch (InterruptedException e) {
        code = ExitCode.INTERRUPTED;
      } finally {
        show(bench); // after an error too: what was measured until then
      }
    }
    return code;
  }

  private void sayWhetherMemory(Path scratch) {
    try {
      String type = Files.getFileStore(scratch).type();
      if (type.equals("tmpfs") || type.equals("ramfs")) {
        session.note("that is memory (" + type + "): a flush there is free, a disk's is not");
      }
    } catch (IOException e) {
      session.note("what kind of disk that is cannot be told: " + e.getMessage());
    }
  }

  private static String live(Map<String, CallTimes> times, double seconds) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%.0f s", seconds));
    times.forEach(
        (call, of) ->
            line.append(
                String.format(
                    Locale.ROOT,
                    "  %s %,.0f/s p99 %.1fms",
                    call,
                    of.items() / seconds,
                    of.millisWithin(0.99))));
    return line.toString();
  }

  private void show(Bench bench) {
    if (!bench.isMeasured()) {
      session.err().println("pq: stopped while warming up, nothing was measured");
      return;
    }
    Format format = session.format(Format.TABLE);
    try (Listing<Row> listing =
        new Listing<>(
            session.output(),
            format,
            BenchCommand::json,
            (table, row) ->
                table.row(
                    row.call(),
                    row.times().calls(),
                    row.times().items(),
                    "%.0f".formatted(row.rate()),
                    millis(row.times().millisWithin(0.5)),
                    millis(row.times().millisWithin(0.99)),
                    millis(row.times().longestMillis())),
            "CALL",
            "CALLS",
            "ITEMS",
            "ITEMS/S",
            "P50_MS",
            "P99_MS",
            "MAX_MS")) {
      bench.times().forEach((call, times) -> listing.add(new Row(call, times, bench.seconds())));
    }
    if (format == Format.TABLE && session.surroundings().outIsTerminal()) {
      bench.times().forEach(this::histogram);
    }
    bench
        .times()
        .forEach(
            (call, times) -> {
              if (times.calls() == 0) {
                session.note("no " + call + " ended within the time; take more --seconds");
              }
            });
  }

  private void histogram(String call, CallTimes times) {
    if (times.calls() == 0) {
      return;
    }
    session.output().line("\n" + call + ", calls that took up to");
    Histogram.lines(times).forEach(session.output()::line);
  }

  private static Map<String, @Nullable Object> json(Row row) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("call", row.call());
    json.put("calls", row.times().calls());
    json.put("items", row.times().items());
    json.put("seconds", rounded(row.seconds()));
    json.put("items_per_second", rounded(row.rate()));
    json.put("p50_ms", rounded(row.times().millisWithin(0.5)));
    json.put("p99_ms", rounded(row.times().millisWithin(0.99)));
    json.put("max_ms", rounded(row.times().longestMillis()));
    return json;
  }

  private static double rounded(double number) {
    return Math.round(number * 1_000) / 1_000.0;
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.2f", millis);
  }

  private static Path scratchBeside(PqConfig config) {
    if (!config.dbType().equals("sqlite")) {
      throw new InvalidRequestException(
          "bench makes a scratch database beside a file, and "
              + config.displayName()
              + " is a server; name a file on the disk to measure: --db FILE");
    }
    if (config.dbName().equals(":memory:")) {
      throw new InvalidRequestException(
          "bench measures a disk, and :memory: is none; name a file on it: --db FILE");
    }
    Path folder = Path.of(config.dbName()).toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InvalidRequestException(
          "there is no folder for " + config.dbName() + "; make it first, or name another --db");
    }
    try {
      return Files.createTempDirectory(folder, "pq-bench-");
    } catch (IOException e) {
      throw new InvalidRequestException(
          "cannot make a folder for the scratch database in "
              + folder
              + ": "
              + why(e)
              + "; name another --db",
          e);
    }
  }

  private static @Nullable String why(IOException error) {
    if (error instanceof AccessDeniedException) {
      return "no right to write there";
    }
    return error instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : error.getMessage();
  }

  private void delete(Path scratch) {
    try {
      deleteTree(scratch);
    } catch (NoSuchFileException e) {
      session.note(scratch + " is gone: somebody else removed it");
    } catch (IOException e) {
      session.err().println("pq: cannot remove " + scratch + ": " + why(e) + "; remove it");
    }
  }

  private static void deleteTree(Path scratch) throws IOException {
    Files.walkFileTree(
        scratch,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
