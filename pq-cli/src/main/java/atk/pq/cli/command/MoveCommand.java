package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.MoveReport;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq move}. */
@Command(
    name = "move",
    description = {
      "Move all queues to another database: from SQLite to PostgreSQL, back, or to another one of"
          + " the same kind. Prints how many items there are.",
      "Everything stays as it is: ids, states, crashes, keys, results, contents of files. The source"
          + " stops, both sides are compared, and who opens the source is told where to go. Where it"
          + " was broken off, the same command goes on."
    })
final class MoveCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "SRC", description = "The database to move: FILE or URL.")
  private String source = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DST",
      description = "A new or empty database: FILE or URL.")
  private @Nullable String destination;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to wait for items that are Under_Process; 5m by default.")
  private Duration patience = Duration.ofMinutes(5);

  @Option(
      names = "--fence",
      description = "Then take them from their consumers, as Crashed; else the move is given up.")
  private boolean fence;

  @Option(
      names = "--undo",
      description = "Give up a move of SRC, or go back: it takes calls again. Delete DST then.")
  private boolean undo;

  @Option(
      names = {"-y", "--yes"},
      description = "With --undo: do not ask.")
  private boolean isAgreed;

  MoveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (undo) {
      return undo();
    } else if (destination == null) {
      throw new InvalidRequestException("name the database to move to, after the one to move");
    }
    MoveReport report;
    try (MoveBar bar = MoveBar.of(session)) {
      report =
          session
              .mover(source, destination)
              .waitForClaims(patience)
              .fence(fence)
              .onProgress(bar::show)
              .run();
    }
    session.output().line(String.valueOf(report.items()));
    session.note("both sides have the same items, SHA-256 " + report.sha256());
    if (report.fenced() > 0) {
      session.note("taken from their consumers: " + report.fenced());
    }
    if (!report.damaged().isEmpty()) {
      session.note("damaged already at the source, and still: " + report.damaged());
    }
    return ExitCode.OK;
  }

  private int undo() {
    if (destination != null) {
      throw new InvalidRequestException("--undo takes only the source; delete the other by hand");
    }
    String deed = "take up " + source + " again as it was when it was moved";
    if (!session.confirm(isAgreed, deed)) {
      session.note("nothing was changed");
      return ExitCode.ERROR;
    }
    session.undoMove(source);
    session.note("delete the database it was moved to: it would hand out the same items");
    return ExitCode.OK;
  }
}
