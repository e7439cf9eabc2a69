package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Token;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq done}. */
@Command(
    name = "done",
    description = {
      "Mark items Processed.",
      "With --token only if that claim still holds; without, as the operator, whoever holds them."
    })
final class DoneCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The items.")
  private List<Long> ids = List.of();

  @Option(
      names = "--token",
      paramLabel = "T",
      converter = Token.class,
      description = "The claim's token, as pq get printed it.")
  private @Nullable Long token;

  @Option(names = "--result", paramLabel = "TEXT", description = "A short result to keep with it.")
  private @Nullable String result;

  DoneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    requireOne(ids, token);
    try (PersistentQ pq = session.open()) {
      return session.forEach(ids, id -> finish(pq, id));
    }
  }

  private void finish(PersistentQ pq, long id) {
    if (token == null) {
      pq.updateStatus(id, Status.PROCESSED, result);
    } else {
      pq.claim(id, token).processed(result, List.of());
    }
  }

  /** A token is that of one claim. */
  static void requireOne(List<Long> ids, @Nullable Long token) {
    if (token != null && ids.size() > 1) {
      throw new InvalidRequestException(
          "--token is that of one item; name " + ids.size() + " items one by one");
    }
  }
}
