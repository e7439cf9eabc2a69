package atk.pq;

import java.time.Duration;

/**
 * Is told of every move that this process makes; logging and metrics hang here. All methods do
 * nothing by default. An exception thrown here is logged and harms nobody.
 *
 * <p>The item events come on the thread whose call made the move, after it was acknowledged; those
 * of a {@code Worker}'s items, of items that were put aside because their payload is damaged, and
 * {@link #turnCommitted}, come on the thread that commits, the queue's own or a caller's, so they
 * must be quick and not call the queue. Must be thread-safe.
 */
public interface PqListener {
  /** An item was put. Not told for a repeated key. */
  default void put(long id, NewItem item) {}

  /** An item was handed to this process. */
  default void claimed(Item item) {}

  /** An item was finished. */
  default void processed(long id) {}

  /** A submission crashed, and the item will be submitted again after its retry delay. */
  default void crashed(long id, CrashCause cause, String reason) {}

  /** An item went to Manual_intervention. */
  default void parked(long id, CrashCause cause, String reason) {}

  /** A consumer gave an item back untouched. */
  default void released(long id) {}

  /** An operator gave an item back to its queue. */
  default void retried(long id) {}

  /** A sweep moved or removed something. */
  default void swept(SweepReport report) {}

  /** Items were purged. */
  default void purged(long count) {}

  /**
   * A commit turn was committed.
   *
   * @param calls how many calls shared it
   * @param took from the begin of the transaction to its acknowledgement
   */
  default void turnCommitted(int calls, Duration took) {}
}
