package atk.pq.cli.command;

import atk.pq.Counts;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.WatchedFolder;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Table;
import atk.pq.cli.session.Times;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq stats}. */
@Command(
    name = "stats",
    description = {
      "Count the items of each queue by state, and show since when the oldest waits.",
      "With --watch also how many a second were put and Processed since the last look.",
      "Below them what pq watch-dir did, by folder."
    })
final class StatsCommand implements Callable<Integer> {
  private static final String[] HEADINGS = {
    "QUEUE",
    "UNPROCESSED",
    "DELAYED",
    "UNDER_PROCESS",
    "PROCESSED",
    "CRASHED",
    "MANUAL",
    "OLDEST_WAITING"
  };

  private static final String[] FOLDER_HEADINGS = {
    "FOLDER", "QUEUE", "TAKEN", "PUT", "BYTES", "SKIPPED", "FAILED", "LAST_SCAN"
  };

  private final Session session;
  private final Map<String, Counts> before = new HashMap<>();
  private long lastLook;

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      arity = "0..1",
      fallbackValue = "2s",
      converter = DurationConverter.class,
      description = "Again and again, every 2 s or as given, until interrupted.")
  private @Nullable Duration watch;

  @Option(names = "--folders", description = "Only the folders, in any format.")
  private boolean onlyFolders;

  StatsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (PersistentQ pq = session.open()) {
      if (watch == null) {
        show(pq);
        return ExitCode.OK;
      }
      return new Watch(session, watch).run(() -> show(pq));
    }
  }

  private void show(PersistentQ pq) {
    if (!onlyFolders) {
      showQueues(pq);
    }
    List<WatchedFolder> folders =
        pq.watchedFolders().stream().filter(folder -> isWanted(folder.queue())).toList();
    if (onlyFolders) {
      showFolders(folders);
    } else if (!folders.isEmpty() && session.format(Format.TABLE) == Format.TABLE) {
      session.output().line("");
      showFolders(folders);
    }
  }

  private boolean isWanted(String queue) {
    return session.chosenQueue().map(queue::equals).orElse(true);
  }

  private void showFolders(List<WatchedFolder> folders) {
    try (Listing<WatchedFolder> listing =
        new Listing<>(
            session.output(),
            session.format(Format.TABLE),
            StatsCommand::json,
            StatsCommand::row,
            FOLDER_HEADINGS)) {
      folders.forEach(listing::add);
    }
  }

  private static void row(Table table, WatchedFolder folder) {
    table.row(
        folder.folder(),
        folder.queue(),
        folder.taken(),
        folder.put(),
        folder.bytes(),
        folder.skipped(),
        folder.failed(),
        Times.brief(folder.lastScan()));
  }

  private static Map<String, @Nullable Object> json(WatchedFolder folder) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("folder", folder.folder());
    row.put("queue", folder.queue());
    row.put("taken", folder.taken());
    row.put("put", folder.put());
    row.put("bytes", folder.bytes());
    row.put("skipped", folder.skipped());
    row.put("failed", folder.failed());
    row.put("last_scan", folder.lastScan());
    return row;
  }

  private void showQueues(PersistentQ pq) {
    long now = System.nanoTime();
    double seconds = (now - lastLook) / 1e9;
    Format format = session.format(Format.TABLE);
    try (Listing<Counts> listing =
        new Listing<>(
            session.output(),
            format,
            StatsCommand::json,
            (t, c) -> row(t, c, seconds),
            headings())) {
      for (Counts counts : pq.counts()) {
        if (isWanted(counts.queue())) {
          listing.add(counts);
          before.put(counts.queue(), counts);
        }
      }
    }
    lastLook = now;
  }

  private String[] headings() {
    if (watch == null) {
      return HEADINGS;
    }
    String[] withRates = Arrays.copyOf(HEADINGS, HEADINGS.length + 2);
    withRates[HEADINGS.length] = "PUT/S";
    withRates[HEADINGS.length + 1] = "DONE/S";
    return withRates;
  }

  private void row(Table table, Counts counts, double seconds) {
    Counts last = before.get(counts.queue());
    table.row(
        counts.queue() + (counts.paused() ? " (paused)" : ""),
        counts.of(Status.UNPROCESSED),
        counts.delayed(),
        counts.of(Status.UNDER_PROCESS),
        counts.of(Status.PROCESSED),
        counts.of(Status.CRASHED),
        counts.of(Status.MANUAL_INTERVENTION),
        Times.brief(counts.oldestWaiting()),
        last == null ? "" : rate(counts.total() - last.total(), seconds),
        last == null ? "" : rate(counts.of(Status.PROCESSED) - last.of(Status.PROCESSED), seconds));
  }

  /** A purge makes counts fall: that is no rate. */
  private static String rate(long more, double seconds) {
    return String.format(Locale.ROOT, "%.1f", Math.max(0, more) / seconds);
  }

  private static Map<String, @Nullable Object> json(Counts counts) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("queue", counts.queue());
    row.put("paused", counts.paused());
    for (Status status : Status.values()) {
      row.put(status.name().toLowerCase(Locale.ROOT), counts.of(status));
    }
    row.put("delayed", counts.delayed());
    row.put("total", counts.total());
    row.put("oldest_waiting", counts.oldestWaiting());
    return row;
  }
}
