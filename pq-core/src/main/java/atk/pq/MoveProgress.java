package atk.pq;

/**
 * How far a {@link Mover} has come.
 *
 * @param step what it does at present
 * @param done of {@code total}: items copied or compared; claims that have ended
 * @param total how many there are
 */
public record MoveProgress(Step step, long done, long total) {

  /** What a move does, one after the other. */
  public enum Step {
    /** Waits until the items that are Under_Process at the source are settled. */
    WAITING,
    COPYING,
    COMPARING
  }
}
