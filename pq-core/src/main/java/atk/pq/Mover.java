package atk.pq;

import atk.pq.internal.Move;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Moves all queues of a database to another one: from SQLite to PostgreSQL when one machine is not
 * enough any more, or back, or to another file or server.
 *
 * <p>Everything stays as it is: ids, states, counts, crashes, keys, priorities, places, times,
 * results, headers, contents of files, settings. The source hands out nothing any more and waits
 * until its claims have ended; then it refuses every change, whoever makes it, and what it has
 * acknowledged until then is copied. At the end both sides are compared, item by item, and the
 * source stays behind marked: who opens it is told where to go.
 *
 * <p>A run that was broken off, by a kill or an error, is repeated with the same two databases, and
 * goes on where it was. Until it is done the destination cannot be opened.
 *
 * <pre>{@code
 * MoveReport report = Mover.of("jobs.db", "postgresql://host/jobs").waitForClaims(ofMinutes(1)).run();
 * }</pre>
 *
 * <p>Not safe for several threads at once.
 */
public final class Mover {
  private final PqConfig source;
  private final PqConfig destination;
  private Duration patience = Duration.ofMinutes(5);
  private boolean fences;
  private Consumer<MoveProgress> listener = progress -> {};

  private Mover(PqConfig source, PqConfig destination) {
    this.source = source;
    this.destination = destination;
  }

  /**
   * Between two databases, each a file or a URL.
   *
   * @throws InvalidRequestException if a name or a setting in it is malformed
   */
  public static Mover of(String source, String destination) {
    return of(
        PqConfig.builder(source).create(false).build(), PqConfig.builder(destination).build());
  }

  /** Between two databases with full configurations. */
  public static Mover of(PqConfig source, PqConfig destination) {
    return new Mover(source, destination);
  }

  /** How long to wait for claims at the source to end; 5 minutes by default. */
  public Mover waitForClaims(Duration most) {
    patience = Limits.atLeast("wait", most, Duration.ZERO);
    return this;
  }

  /**
   * Whether claims that have not ended by then are taken from their holders, whose items become
   * Crashed (or Manual_intervention, after the last submission) with cause {@link
   * CrashCause#FORCED}; false by default: the move is given up then, and the source goes on.
   */
  public Mover fence(boolean fence) {
    fences = fence;
    return this;
  }

  /** Tells how far it is, now and then. */
  public Mover onProgress(Consumer<MoveProgress> receiver) {
    listener = receiver;
    return this;
  }

  /**
   * Moves.
   *
   * @throws InvalidRequestException if the destination is not empty, is the source, or has no
   *     folder for files; nothing happened
   * @throws QueueMovedException if the source was moved already, or is being moved elsewhere
   * @throws MoveFailedException if claims did not end in time, and the source goes on; or if the
   *     copy turned out to differ, and the source stays stopped
   * @throws StoreException if one of the two cannot be used
   */
  public MoveReport run() {
    return new Move(source, destination, patience, fences, listener).run();
  }

  /**
   * Gives up a move: the source takes calls again, with what it had when it was stopped. What has
   * been done at the destination since is not there, and the destination is to be deleted: it would
   * hand out the same items.
   *
   * @throws InvalidRequestException if the database is not the source of a move
   */
  public static void undo(PqConfig source) {
    Move.undo(source);
  }
}
