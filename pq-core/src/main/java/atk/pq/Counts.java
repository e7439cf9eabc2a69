package atk.pq;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many items of a queue are in which state.
 *
 * @param queue the queue
 * @param paused whether it hands out nothing at present
 * @param byStatus the count of each state; every state is a key
 * @param delayed how many of the Unprocessed are delayed into the future
 * @param oldestWaiting when the longest waiting item that is ready to be handed out was put; null
 *     where none waits
 */
public record Counts(
    String queue,
    boolean paused,
    Map<Status, Long> byStatus,
    long delayed,
    @Nullable Instant oldestWaiting) {

  /** The count of one state. */
  public long of(Status status) {
    return byStatus.getOrDefault(status, 0L);
  }

  /** The count of all states together. */
  public long total() {
    return byStatus.values().stream().mapToLong(Long::longValue).sum();
  }
}
