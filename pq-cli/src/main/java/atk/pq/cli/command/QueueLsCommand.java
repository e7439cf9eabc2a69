package atk.pq.cli.command;

import atk.pq.Durations;
import atk.pq.PersistentQ;
import atk.pq.QueueSettings;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Session;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code pq queue ls}. */
@Command(name = "ls", description = "List the queues with their settings.")
final class QueueLsCommand implements Callable<Integer> {
  private final Session session;

  QueueLsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (PersistentQ pq = session.open();
        Listing<QueueSettings> listing =
            new Listing<>(
                session.output(),
                session.format(Format.TABLE),
                QueueLsCommand::json,
                (table, settings) -> table.row(json(settings).values().toArray()),
                "QUEUE",
                "PAUSED",
                "LEASE",
                "MAX_SUBMISSIONS",
                "RETRY_DELAY",
                "RETRY_DELAY_MAX",
                "RETENTION")) {
      for (QueueSettings settings : pq.queues()) {
        if (session.chosenQueue().map(settings.queue()::equals).orElse(true)) {
          listing.add(settings);
        }
      }
    }
    return ExitCode.OK;
  }

  private static Map<String, @Nullable Object> json(QueueSettings settings) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("queue", settings.queue());
    row.put("paused", settings.paused());
    row.put("lease", Durations.format(settings.lease()));
    row.put("max_submissions", settings.maxSubmissions());
    row.put("retry_delay", Durations.format(settings.retryDelay()));
    row.put("retry_delay_max", Durations.format(settings.retryDelayMax()));
    row.put("retention", formatted(settings.retention()));
    return row;
  }

  private static @Nullable String formatted(@Nullable Duration span) {
    return span == null ? null : Durations.format(span);
  }
}
