package atk.pq.cli.command;

import atk.pq.PersistentQ;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pq queue pause}. */
@Command(
    name = "pause",
    description = "Stop a queue from handing out items; puts and finishes go on.")
final class QueuePauseCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The queue.")
  private String name = "";

  QueuePauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (PersistentQ pq = session.open()) {
      QueueCommand.checkExists(pq, name);
      pq.pause(name);
    }
    return ExitCode.OK;
  }
}
