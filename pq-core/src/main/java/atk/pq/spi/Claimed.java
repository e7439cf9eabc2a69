package atk.pq.spi;

import atk.pq.Item;
import org.jspecify.annotations.Nullable;

/**
 * An item just handed out.
 *
 * @param item the item, Under_Process
 * @param token the token that fences the claim
 * @param kind the form of its payload
 * @param content the bytes of an inline file, checked; null for the other forms
 */
public record Claimed(Item item, long token, Payload.Kind kind, byte @Nullable [] content) {}
