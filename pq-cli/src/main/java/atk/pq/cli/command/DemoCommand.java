package atk.pq.cli.command;

import atk.pq.cli.demo.Demo;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Interruption;
import atk.pq.cli.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code pq demo}. */
@Command(
    name = "demo",
    description = {
      "Play the whole life of a few files with real processes, step by step, and check it.",
      "Works in a temporary folder. Exit status 1 when anything differs."
    })
final class DemoCommand implements Callable<Integer> {
  private final Session session;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    try (Interruption interruption = session.interruptible(Duration.ofSeconds(10))) {
      return Demo.play(session.out()) ? ExitCode.OK : ExitCode.ERROR;
    } catch (TimeoutException e) {
      session.err().println("pq: the demonstration failed: " + e.getMessage());
      return ExitCode.ERROR;
    } catch (InterruptedException e) {
      return ExitCode.INTERRUPTED;
    }
  }
}
