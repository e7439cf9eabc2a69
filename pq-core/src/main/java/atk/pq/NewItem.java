package atk.pq;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a producer puts: a payload and how it is to be handled. Immutable; each method returns a new
 * one.
 *
 * <pre>{@code
 * NewItem.of("report-17").queue("thumbs").priority(5).delay(Duration.ofMinutes(10)).key("report-17")
 * }</pre>
 */
public final class NewItem {
  private final String text;
  private final @Nullable String queue;
  private final int priority;
  private final Duration delay;
  private final @Nullable String key;
  private final Map<String, String> headers;

  private NewItem(
      String text,
      @Nullable String queue,
      int priority,
      Duration delay,
      @Nullable String key,
      Map<String, String> headers) {
    this.text = text;
    this.queue = queue;
    this.priority = priority;
    this.delay = delay;
    this.key = key;
    this.headers = headers;
  }

  /**
   * A text item, up to {@link PqConfig#maxItemBytes()} in UTF-8 (1 MiB by default).
   *
   * @throws InvalidRequestException if the text has a lone surrogate
   */
  public static NewItem of(String text) {
    return new NewItem(Limits.wellFormed("item", text), null, 0, Duration.ZERO, null, Map.of());
  }

  /** The queue it goes to; by default {@link PqConfig#queue()}. Made by the first put. */
  public NewItem queue(String name) {
    return new NewItem(text, Limits.queueName(name), priority, delay, key, headers);
  }

  /** Higher goes first; 0 by default. */
  public NewItem priority(int newPriority) {
    return new NewItem(text, queue, newPriority, delay, key, headers);
  }

  /** How long after the put it may first be handed out; at once by default. */
  public NewItem delay(Duration newDelay) {
    Limits.atLeast("delay", newDelay, Duration.ZERO);
    return new NewItem(text, queue, priority, newDelay, key, headers);
  }

  /**
   * The caller's own name for the item. A key names at most one item of its queue until that item
   * is purged: putting the same key again changes nothing and returns the first id, so a put with a
   * key is safe to repeat.
   */
  public NewItem key(@Nullable String newKey) {
    return new NewItem(text, queue, priority, delay, Limits.key(newKey), headers);
  }

  /** A small fact that travels with the item; all headers together at most 16 KiB. */
  public NewItem header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    if (name.isEmpty()) {
      throw new InvalidRequestException("a header needs a name");
    }
    more.put(Limits.wellFormed("header name", name), Limits.wellFormed("header", value));
    int chars =
        more.entrySet().stream().mapToInt(e -> e.getKey().length() + e.getValue().length()).sum();
    if (chars > Limits.HEADER_CHARS) {
      throw new ItemTooLargeException(
          "the headers have "
              + chars
              + " characters; at most "
              + Limits.HEADER_CHARS
              + " are kept: put larger things into the item");
    }
    return new NewItem(text, queue, priority, delay, key, Collections.unmodifiableMap(more));
  }

  /** The payload of a text item. */
  public String text() {
    return text;
  }

  /** The queue it goes to, null for the default one. */
  public @Nullable String queue() {
    return queue;
  }

  public int priority() {
    return priority;
  }

  public Duration delay() {
    return delay;
  }

  public @Nullable String key() {
    return key;
  }

  /** The headers, in the order they were given; unmodifiable. */
  public Map<String, String> headers() {
    return headers;
  }
}
