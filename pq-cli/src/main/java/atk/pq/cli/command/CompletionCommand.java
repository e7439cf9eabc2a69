package atk.pq.cli.command;

import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pq completion}. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options.",
      "Use it as: source <(pq completion bash)"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells; picocli's script serves both. */
  enum Shell {
    bash,
    zsh
  }

  private final Session session;

  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // picocli checks that it is one of them
  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  private Shell shell = Shell.bash;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.out().print(AutoComplete.bash("pq", spec.root().commandLine()));
    return ExitCode.OK;
  }
}
