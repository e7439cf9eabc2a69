package atk.pq.cli.command;

import atk.pq.PersistentQ;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pq backup}. */
@Command(
    name = "backup",
    description = {
      "Copy the database into a new file, while others go on using it.",
      "The copy is checked and flushed; it holds every item that was acknowledged before. To"
          + " restore it, stop all processes and put it in the place of the database, whose -wal"
          + " and -shm files must be gone. Never copy the database without its -wal."
    })
final class BackupCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE", description = "The new file.")
  private @Nullable Path file;

  BackupCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path target = session.surroundings().folder().resolve(String.valueOf(file));
    try (PersistentQ pq = session.open()) {
      pq.backup(target);
    }
    session.note("backed up to " + target);
    return ExitCode.OK;
  }
}
