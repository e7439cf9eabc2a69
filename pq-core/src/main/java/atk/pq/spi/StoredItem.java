package atk.pq.spi;

import atk.pq.Crash;
import atk.pq.Item;
import java.util.List;

/**
 * An item with everything that is kept of it, to be given to another database.
 *
 * @param item what everybody may know of it
 * @param isDelayed whether it is Unprocessed and joins the tail of its priority only when it is due
 * @param position its place among those of its priority
 * @param token the token of its present or last claim; 0 before the first
 * @param payload what it carries, as stored: a damaged payload stays damaged
 * @param crashes its history, oldest first
 */
public record StoredItem(
    Item item,
    boolean isDelayed,
    long position,
    long token,
    Payload payload,
    List<Crash> crashes) {}
