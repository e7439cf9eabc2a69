package atk.pq.cli.command;

import atk.pq.Failure;
import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Token;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq fail}. */
@Command(
    name = "fail",
    description = {
      "Mark items Crashed: they are submitted again until they were submitted too often.",
      "With --token only if that claim still holds; without, as the operator, whoever holds them."
    })
final class FailCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The items.")
  private List<Long> ids = List.of();

  @Option(
      names = "--token",
      paramLabel = "T",
      converter = Token.class,
      description = "The claim's token, as pq get printed it.")
  private @Nullable Long token;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the crash history.")
  private @Nullable String reason;

  @Option(
      names = "--retry-in",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Submit again after this long; needs --token.")
  private @Nullable Duration retryIn;

  @Option(names = "--hopeless", description = "Never submit again: Manual_intervention at once.")
  private boolean isHopeless;

  FailCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    DoneCommand.requireOne(ids, token);
    if (retryIn != null && (isHopeless || token == null)) {
      throw new InvalidRequestException(
          isHopeless
              ? "--hopeless and --retry-in exclude each other; give one"
              : "--retry-in belongs to a claim; add its --token");
    }
    try (PersistentQ pq = session.open()) {
      return session.forEach(ids, id -> fail(pq, id));
    }
  }

  private void fail(PersistentQ pq, long id) {
    if (token != null) {
      pq.claim(id, token).crashed(new Failure(reason, retryIn, isHopeless));
      return;
    }
    pq.updateStatus(id, Status.CRASHED, reason);
    if (isHopeless) {
      pq.updateStatus(id, Status.MANUAL_INTERVENTION);
    }
  }
}
