package atk.pq.cli.command;

import atk.pq.PersistentQ;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Token;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq release}. */
@Command(
    name = "release",
    description = "Give an item back untouched, to its old place; this submission does not count.")
final class ReleaseCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The item.")
  private long id;

  @Option(
      names = "--token",
      paramLabel = "T",
      required = true,
      converter = Token.class,
      description = "The claim's token, as pq get printed it.")
  private long token;

  ReleaseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (PersistentQ pq = session.open()) {
      pq.claim(id, token).release();
    }
    return ExitCode.OK;
  }
}
