package atk.pq.internal;

import atk.pq.InvalidRequestException;
import atk.pq.ItemTooLargeException;
import atk.pq.NewItem;
import atk.pq.PqConfig;
import atk.pq.spi.Insert;
import atk.pq.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is checked and prepared before a call is handed over. */
final class Validation {
  static final int NOTE_BYTES = 16 * 1024;

  private Validation() {}

  static Insert insert(NewItem item, Payload payload, @Nullable String key, PqConfig config) {
    if (payload.kind() == Payload.Kind.TEXT && payload.size() > config.maxItemBytes()) {
      throw new ItemTooLargeException(
          "the item has "
              + payload.size()
              + " bytes; at most "
              + config.maxItemBytes()
              + " are allowed here: put it as a file, or raise maxItemBytes");
    }
    String queue = item.queue() == null ? config.queue() : item.queue();
    return new Insert(queue, item.priority(), item.delay(), key, item.headers(), payload);
  }

  static Duration lease(Duration lease) {
    if (lease.toMillis() < 1 || lease.compareTo(Duration.ofDays(365_000)) > 0) {
      throw new InvalidRequestException("lease is " + lease + "; it must be 1 ms to 365000 days");
    }
    return lease;
  }

  static void result(@Nullable String result) {
    if (result == null) {
      return;
    }
    NewItem.of(result); // refuses a lone surrogate
    int bytes = result.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > NOTE_BYTES) {
      throw new ItemTooLargeException(
          "the result has "
              + bytes
              + " bytes; at most "
              + NOTE_BYTES
              + " are kept: put a larger one into an item or a file");
    }
  }

  /** The end of a reason that is too long: where error texts say what matters. */
  static @Nullable String reason(@Nullable String reason) {
    if (reason == null) {
      return null;
    }
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    int from = Math.max(0, utf8.length - NOTE_BYTES);
    while (from > 0 && from < utf8.length && (utf8[from] & 0xC0) == 0x80) {
      from++; // never begin inside a character
    }
    return new String(utf8, from, utf8.length - from, StandardCharsets.UTF_8);
  }
}
