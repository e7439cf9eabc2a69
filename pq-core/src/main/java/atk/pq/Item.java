package atk.pq;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item as it was when it was read. Immutable; reading it again is {@link
 * OpsConsole#findItem(long)}.
 *
 * @param id names the item in its database; rises with every put and is never used again
 * @param queue the name of its queue
 * @param status its state
 * @param text what was put; for an item that carries a file, the file's name
 * @param file the file it carries, null for a text item
 * @param submissionCount how often it was handed out, since it was put or last retried by an
 *     operator
 * @param priority higher goes first; 0 by default
 * @param key the caller's own name for it, unique in its queue until it is purged; or null
 * @param headers small facts that travel with it, in the order they were given
 * @param createdAt when it was put
 * @param updatedAt when its state last changed
 * @param availableAt when it may next be handed out (a delayed or crashed item: in the future)
 * @param leaseUntil when the present lease ends; null unless Under_Process
 * @param consumer who holds it or last held it, as {@code host:pid:thread}; null before the first
 *     claim, and once that is forgotten
 * @param result the short text its consumer left when it finished, or null
 */
public record Item(
    long id,
    String queue,
    Status status,
    String text,
    @Nullable ItemFile file,
    int submissionCount,
    int priority,
    @Nullable String key,
    Map<String, String> headers,
    Instant createdAt,
    Instant updatedAt,
    Instant availableAt,
    @Nullable Instant leaseUntil,
    @Nullable String consumer,
    @Nullable String result) {}
