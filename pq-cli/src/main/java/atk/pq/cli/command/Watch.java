package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Interruption;
import atk.pq.cli.session.Output;
import atk.pq.cli.session.Session;
import java.time.Duration;

/** Shows something again and again until the command is interrupted. */
final class Watch {
  private static final Duration LEAST = Duration.ofMillis(100);

  private final Session session;
  private final Duration every;

  Watch(Session session, Duration every) {
    if (every.compareTo(LEAST) < 0) {
      throw new InvalidRequestException("--watch takes 100ms or more, to leave the database alone");
    }
    this.session = session;
    this.every = every;
  }

  int run(Runnable show) {
    Output output = session.output();
    try (Interruption interruption = session.interruptible(Duration.ofSeconds(5))) {
      for (boolean isFirst = true; ; isFirst = false) {
        output.newScreen(isFirst);
        show.run();
        output.flush();
        Thread.sleep(every.toMillis());
      }
    } catch (InterruptedException e) {
      return ExitCode.INTERRUPTED;
    }
  }
}
