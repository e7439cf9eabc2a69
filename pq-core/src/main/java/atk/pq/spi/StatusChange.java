package atk.pq.spi;

import atk.pq.Status;
import org.jspecify.annotations.Nullable;

/**
 * An operator's move.
 *
 * @param id the item
 * @param to the state it is to have
 * @param note the result or reason; or null
 * @param consumer who moves it, as {@code host:pid:thread}
 */
public record StatusChange(long id, Status to, @Nullable String note, String consumer) {}
