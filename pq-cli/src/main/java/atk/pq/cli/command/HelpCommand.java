package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.cli.session.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pq help}. */
@Command(name = "help", description = "Show the help of pq, or of a command.")
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command, as work or queue set.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    CommandLine line = spec.root().commandLine();
    for (String name : names) {
      CommandLine next = line.getSubcommands().get(name);
      if (next == null) {
        throw new InvalidRequestException(
            "there is no command \"" + String.join(" ", names) + "\"; pq help lists all");
      }
      line = next;
    }
    line.usage(spec.root().commandLine().getOut());
    return ExitCode.OK;
  }
}
