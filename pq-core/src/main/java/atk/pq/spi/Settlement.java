package atk.pq.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of a claim.
 *
 * @param id the item
 * @param token the claim's token
 * @param verdict how it ended
 * @param note the result of a processed item, the reason of a crashed one; or null
 * @param retryIn the rest after a crash; null for the queue's retry delay
 */
public record Settlement(
    long id, long token, Verdict verdict, @Nullable String note, @Nullable Duration retryIn) {

  /** How a claim ended. */
  public enum Verdict {
    PROCESSED,
    CRASHED,
    /** Crashed, and not worth a repetition. */
    HOPELESS,
    /** Hopeless because the content is damaged or gone. */
    DAMAGED,
    /** Given back untouched: its count taken back, its place kept. */
    RELEASED
  }
}
