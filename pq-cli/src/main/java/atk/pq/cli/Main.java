package atk.pq.cli;

import atk.pq.PqException;
import atk.pq.cli.command.Commands;
import atk.pq.cli.session.ClosedPipeException;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.StandardOutput;
import atk.pq.cli.session.Surroundings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** The {@code pq} command. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // what the library has to log, it logs through the JDK: in one line, as the errors
    System.setProperty("java.util.logging.SimpleFormatter.format", "pq: %5$s%n");
    System.exit(run(Surroundings.ofProcess(), args));
  }

  /** Runs one command line and returns its exit status. */
  static int run(Surroundings surroundings, String... args) {
    Session session = new Session(surroundings);
    try {
      int code = commandLine(session, args).execute(args);
      RuntimeException lost = StandardOutput.failureOf(surroundings.out());
      if (lost != null && code == ExitCode.OK) {
        throw lost;
      }
      return code;
    } catch (ClosedPipeException e) {
      return ClosedPipeException.EXIT_CODE;
    } catch (Error | RuntimeException e) {
      session.report(e);
      return ExitCode.ERROR;
    }
  }

  /** The parser. It knows the one command that {@code args} name, or all: building one is fast. */
  static CommandLine commandLine(Session session, String... args) {
    CommandLine line = new CommandLine(session.options());
    Commands.addTo(line, session, args);
    line.setExpandAtFiles(false); // an item may begin with @
    Ansi ansi = session.usesColour() ? Ansi.ON : Ansi.OFF;
    line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
    line.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((error, given) -> misused(session, error));
    line.setExecutionExceptionHandler((error, failed, parsed) -> failed(session, error));
    return line;
  }

  private static int misused(Session session, ParameterException error) {
    String command = error.getCommandLine().getCommandSpec().qualifiedName();
    String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    session.err().println("pq: " + message + "; see " + command + " --help");
    return ExitCode.USAGE;
  }

  private static int failed(Session session, Exception error) {
    if (error instanceof ClosedPipeException) {
      return ClosedPipeException.EXIT_CODE;
    }
    session.report(error);
    return error instanceof PqException ? ExitCode.of(error) : ExitCode.ERROR;
  }
}
