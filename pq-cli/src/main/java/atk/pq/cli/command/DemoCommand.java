package atk.pq.cli.command;

import atk.pq.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pq demo}. */
@Command(name = "demo", description = "Play the whole life of a few files, step by step, and check it.")
final class DemoCommand implements Callable<Integer> {
  private final Session session;

  DemoCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    throw new UnsupportedOperationException();
  }
}
