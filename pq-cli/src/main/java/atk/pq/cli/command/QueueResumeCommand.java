package atk.pq.cli.command;

import atk.pq.PersistentQ;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pq queue resume}. */
@Command(name = "resume", description = "Let a paused queue hand out items again.")
final class QueueResumeCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The queue.")
  private String name = "";

  QueueResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (PersistentQ pq = session.open()) {
      QueueCommand.checkExists(pq, name);
      pq.resume(name);
    }
    return ExitCode.OK;
  }
}
