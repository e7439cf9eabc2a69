package atk.pq;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One crash in the history of an item.
 *
 * @param itemId the item
 * @param submission which submission crashed: 1 for the first
 * @param consumer who held it, as {@code host:pid:thread}
 * @param claimedAt when that submission began
 * @param crashedAt when the crash was recorded
 * @param cause a failure told, a death noticed, an operator's order, or damage
 * @param reason the error text, at most 16 KiB; null where nothing was said
 */
public record Crash(
    long itemId,
    int submission,
    String consumer,
    Instant claimedAt,
    Instant crashedAt,
    CrashCause cause,
    @Nullable String reason) {}
