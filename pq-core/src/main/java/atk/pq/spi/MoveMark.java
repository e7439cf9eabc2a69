package atk.pq.spi;

import java.util.List;

/**
 * What a database keeps of a move that it takes or took part in.
 *
 * @param stage how far it is
 * @param id names the move, the same in both databases
 * @param other the other database, without user and password
 * @param running the queues that were not paused before the move
 * @param upTo the highest id that has arrived; 0 at the source
 */
public record MoveMark(Stage stage, String id, String other, List<String> running, long upTo) {

  /** How far a move is, as one of its databases sees it. */
  public enum Stage {
    /** The source: nothing is handed out any more; puts and finishes go on. */
    DRAINING,
    /** The source: nothing changes any more, and its items are copied. */
    MOVING,
    /** The source: its items live elsewhere. */
    MOVED,
    /** The destination: not all has arrived yet. */
    FILLING,
    /** The destination: all has arrived; a queue like any other. */
    ARRIVED;

    /** Whether the database refuses every change. */
    public boolean isStopped() {
      return this == MOVING || this == MOVED;
    }
  }

  public MoveMark withStage(Stage now) {
    return new MoveMark(now, id, other, running, upTo);
  }

  public MoveMark withRunning(List<String> queues) {
    return new MoveMark(stage, id, other, queues, upTo);
  }

  public MoveMark withUpTo(long arrived) {
    return new MoveMark(stage, id, other, running, arrived);
  }
}
