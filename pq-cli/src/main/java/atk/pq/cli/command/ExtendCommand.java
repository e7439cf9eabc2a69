package atk.pq.cli.command;

import atk.pq.PersistentQ;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Times;
import atk.pq.cli.session.Token;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq extend}. */
@Command(name = "extend", description = "Make the lease of a claim end later; prints when.")
final class ExtendCommand implements Callable<Integer> {
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

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      required = true,
      converter = DurationConverter.class,
      description = "The lease from now on.")
  private Duration lease = Duration.ZERO;

  ExtendCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (PersistentQ pq = session.open()) {
      session.output().line(Times.iso(pq.claim(id, token).extend(lease)));
    }
    return ExitCode.OK;
  }
}
