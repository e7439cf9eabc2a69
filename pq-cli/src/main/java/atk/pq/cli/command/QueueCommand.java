package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.OpsConsole;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pq queue}, with its subcommands. */
@Command(
    name = "queue",
    synopsisSubcommandLabel = "COMMAND",
    description = "See and change the settings of queues; they hold for every process.")
final class QueueCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  static CommandLine withSubcommands(Session session) {
    return new CommandLine(new QueueCommand())
        .addSubcommand("ls", new QueueLsCommand(session))
        .addSubcommand("set", new QueueSetCommand(session))
        .addSubcommand("pause", new QueuePauseCommand(session))
        .addSubcommand("resume", new QueueResumeCommand(session));
  }

  /**
   * @throws InvalidRequestException if there is no such queue: pausing one would make it
   */
  static void checkExists(OpsConsole pq, String name) {
    if (!exists(pq, name)) {
      throw new InvalidRequestException(
          "there is no queue \""
              + name
              + "\"; pq queue ls has those there are, and pq queue set makes one");
    }
  }

  static boolean exists(OpsConsole pq, String name) {
    return pq.queues().stream().anyMatch(settings -> settings.queue().equals(name));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.root().commandLine().getErr());
    return ExitCode.USAGE;
  }
}
