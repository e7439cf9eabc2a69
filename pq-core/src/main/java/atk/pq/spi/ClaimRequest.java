package atk.pq.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's wish for items of one queue.
 *
 * @param lease null for the queue's own
 * @param consumer who asks, as {@code host:pid:thread}
 */
public record ClaimRequest(String queue, int max, @Nullable Duration lease, String consumer) {}
