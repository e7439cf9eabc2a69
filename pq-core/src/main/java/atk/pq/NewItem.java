package atk.pq;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a producer puts: a text or a file, and how it is to be handled. Immutable; each method
 * returns a new one.
 *
 * <pre>{@code
 * NewItem.of("report-17").queue("thumbs").priority(5).delay(Duration.ofMinutes(10)).key("report-17")
 * NewItem.file(Path.of("in/report-17.csv")).queue("reports")
 * }</pre>
 */
public final class NewItem {
  private final Content content;
  private final @Nullable String queue;
  private final int priority;
  private final Duration delay;
  private final @Nullable String key;
  private final Map<String, String> headers;

  private NewItem(
      Content content,
      @Nullable String queue,
      int priority,
      Duration delay,
      @Nullable String key,
      Map<String, String> headers) {
    this.content = content;
    this.queue = queue;
    this.priority = priority;
    this.delay = delay;
    this.key = key;
    this.headers = headers;
  }

  /** The text, or the file by its name. */
  private record Content(
      String text, @Nullable Path path, boolean isReference, boolean isKeyedByContent) {}

  /**
   * A text item, up to {@link PqConfig#maxItemBytes()} in UTF-8 (1 MiB by default).
   *
   * @throws InvalidRequestException if the text has a lone surrogate
   */
  public static NewItem of(String text) {
    return of(new Content(Limits.wellFormed("item", text), null, false, false));
  }

  /**
   * A file whose content becomes the queue's with the put: afterwards the file may be changed or
   * removed. Up to 64 KiB are kept in the database, more beside it ({@link PqConfig#filesFolder}),
   * once per content. The put refuses what is no ordinary file (a symbolic link, a pipe, a folder),
   * and a file that changes while it is read.
   */
  public static NewItem file(Path path) {
    return of(new Content(nameOf(path), path, false, false));
  }

  /**
   * A file that stays where it is and is never moved or deleted by Pq. It must not change until the
   * item has ended: an item whose file changed or vanished goes to Manual_intervention.
   */
  public static NewItem reference(Path path) {
    return of(new Content(nameOf(path), path, true, false));
  }

  private static NewItem of(Content content) {
    return new NewItem(content, null, 0, Duration.ZERO, null, Map.of());
  }

  /** The file's own name as text that can be stored, whatever bytes it has on disk. */
  private static String nameOf(Path path) {
    Path name = path.getFileName();
    if (name == null) {
      throw new InvalidRequestException(path + " is no file; name one");
    }
    return new String(name.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** The queue it goes to; by default {@link PqConfig#queue()}. Made by the first put. */
  public NewItem queue(String name) {
    return new NewItem(content, Limits.queueName(name), priority, delay, key, headers);
  }

  /** Higher goes first; 0 by default. */
  public NewItem priority(int newPriority) {
    return new NewItem(content, queue, newPriority, delay, key, headers);
  }

  /** How long after the put it may first be handed out; at once by default. */
  public NewItem delay(Duration newDelay) {
    Limits.atLeast("delay", newDelay, Duration.ZERO);
    return new NewItem(content, queue, priority, newDelay, key, headers);
  }

  /**
   * The caller's own name for the item. A key names at most one item of its queue until that item
   * is purged: putting the same key again changes nothing and returns the first id, so a put with a
   * key is safe to repeat.
   */
  public NewItem key(@Nullable String newKey) {
    Content keyed = new Content(content.text, content.path, content.isReference, false);
    return new NewItem(keyed, queue, priority, delay, Limits.key(newKey), headers);
  }

  /**
   * Makes the key of a file out of its SHA-256, its time of change and its name: putting the same
   * file again changes nothing.
   *
   * @throws InvalidRequestException if this is a text item
   */
  public NewItem keyedByContent() {
    if (content.path == null) {
      throw new InvalidRequestException("only a file is keyed by its content; use key(…) here");
    }
    Content keyed = new Content(content.text, content.path, content.isReference, true);
    return new NewItem(keyed, queue, priority, delay, null, headers);
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
    return new NewItem(content, queue, priority, delay, key, Collections.unmodifiableMap(more));
  }

  /** The payload of a text item; the name of a file. */
  public String text() {
    return content.text;
  }

  /** Where the file lies that is put; null for a text item. */
  public @Nullable Path path() {
    return content.path;
  }

  /** Whether the file stays where it is. */
  public boolean isReference() {
    return content.isReference;
  }

  /** Whether the put makes the key out of the content. */
  public boolean isKeyedByContent() {
    return content.isKeyedByContent;
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
