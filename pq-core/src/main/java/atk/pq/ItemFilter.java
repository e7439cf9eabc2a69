package atk.pq;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which items an operator means. Every part that is set must hold. Immutable; each method returns a
 * new one.
 *
 * @param queue only this queue; null for all
 * @param status only this state; null for all
 * @param olderThan only items last touched at least this long ago; null for any age
 * @param key only the item with this key; null for any
 * @param containing only items whose text contains this, with the same case; null for any
 */
public record ItemFilter(
    @Nullable String queue,
    @Nullable Status status,
    @Nullable Duration olderThan,
    @Nullable String key,
    @Nullable String containing) {

  public ItemFilter {
    if (queue != null) {
      Limits.queueName(queue);
    }
    if (olderThan != null) {
      Limits.atLeast("age", olderThan, Duration.ZERO);
    }
  }

  /** Every item of the database. */
  public static ItemFilter all() {
    return new ItemFilter(null, null, null, null, null);
  }

  public ItemFilter withQueue(@Nullable String newQueue) {
    return new ItemFilter(newQueue, status, olderThan, key, containing);
  }

  public ItemFilter withStatus(@Nullable Status newStatus) {
    return new ItemFilter(queue, newStatus, olderThan, key, containing);
  }

  public ItemFilter withOlderThan(@Nullable Duration newAge) {
    return new ItemFilter(queue, status, newAge, key, containing);
  }

  public ItemFilter withKey(@Nullable String newKey) {
    return new ItemFilter(queue, status, olderThan, newKey, containing);
  }

  public ItemFilter withContaining(@Nullable String text) {
    return new ItemFilter(queue, status, olderThan, key, text);
  }
}
