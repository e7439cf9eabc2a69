package atk.pq.cli.command;

import atk.pq.Durations;
import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.QueueSettings;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq queue set}. */
@Command(name = "set", description = "Change settings of a queue, or make it.")
final class QueueSetCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The queue.")
  private String name = "";

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long an item may be Under_Process without a sign of life.")
  private @Nullable Duration lease;

  @Option(
      names = "--max-submissions",
      paramLabel = "N",
      description = "How many submissions may crash before an operator is needed.")
  private @Nullable Integer maxSubmissions;

  @Option(
      names = "--retry-delay",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "The rest after a first crash; doubles with each further one.")
  private @Nullable Duration retryDelay;

  @Option(
      names = "--retry-delay-max",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "The most it doubles to.")
  private @Nullable Duration retryDelayMax;

  @Option(
      names = "--retention",
      paramLabel = "TIME|never",
      description = "After what time Processed items are removed.")
  private @Nullable String retention;

  QueueSetCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (lease == null
        && maxSubmissions == null
        && retryDelay == null
        && retryDelayMax == null
        && retention == null) {
      throw new InvalidRequestException(
          "nothing to set; give --lease, --max-submissions, --retry-delay, --retry-delay-max or"
              + " --retention");
    }
    try (PersistentQ pq = session.open()) {
      boolean isNew = !QueueCommand.exists(pq, name);
      pq.configure(changed(pq.settings(name)));
      if (isNew) {
        session.note("made queue " + name);
      }
    }
    return ExitCode.OK;
  }

  private QueueSettings changed(QueueSettings old) {
    Duration first = retryDelay == null ? old.retryDelay() : retryDelay;
    Duration most = retryDelayMax == null ? old.retryDelayMax() : retryDelayMax;
    if (retryDelayMax == null && most.compareTo(first) < 0) {
      most = first; // a longer first delay is meant to hold
    }
    return old.withLease(lease == null ? old.lease() : lease)
        .withMaxSubmissions(maxSubmissions == null ? old.maxSubmissions() : maxSubmissions)
        .withRetryDelay(first, most)
        .withRetention(retention == null ? old.retention() : parsed(retention));
  }

  private static @Nullable Duration parsed(String retention) {
    return retention.equals("never") ? null : Durations.parse(retention);
  }
}
