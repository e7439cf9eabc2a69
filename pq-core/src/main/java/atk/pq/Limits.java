package atk.pq;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The bounds of what a caller may ask for, each with its message. */
final class Limits {
  static final int QUEUE_NAME_CHARS = 128;
  static final int KEY_CHARS = 512;
  static final int HEADER_CHARS = 16 * 1024;

  /**
   * Longer than any span that makes sense, short enough that adding it to a time cannot overflow.
   */
  private static final Duration LONGEST = Duration.ofDays(365_000);

  private Limits() {}

  static Duration atLeast(String what, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new InvalidRequestException(
          what + " is " + value + "; it must be at least " + least.toMillis() + " ms");
    }
    if (value.compareTo(LONGEST) > 0) {
      throw new InvalidRequestException(what + " is " + value + "; at most 365000 days make sense");
    }
    return value;
  }

  static String queueName(String name) {
    if (name.isBlank() || name.length() > QUEUE_NAME_CHARS || hasControls(name)) {
      throw new InvalidRequestException(
          "\""
              + name.replaceAll("\\p{Cntrl}", "?")
              + "\" is no queue name; use 1 to "
              + QUEUE_NAME_CHARS
              + " printable characters");
    }
    return wellFormed("queue name", name);
  }

  static @Nullable String key(@Nullable String key) {
    if (key == null) {
      return null;
    }
    if (key.isEmpty() || key.length() > KEY_CHARS) {
      throw new InvalidRequestException(
          "a key has 1 to " + KEY_CHARS + " characters; this one has " + key.length());
    }
    return wellFormed("key", key);
  }

  /** Refuses a lone surrogate, which no encoding of text can store. */
  static String wellFormed(String what, String text) {
    boolean isStorable = new String(text.getBytes(UTF_8), UTF_8).equals(text);
    if (!isStorable) { // which is quicker to ask than a look at each character
      throw new InvalidRequestException(
          "the "
              + what
              + " has half a character (a lone surrogate) at index "
              + loneSurrogate(text)
              + "; it cannot be stored unchanged, so encode the bytes (Base64, say) first");
    }
    return text;
  }

  private static int loneSurrogate(String text) {
    int at = 0;
    while (Character.getType(text.codePointAt(at)) != Character.SURROGATE) {
      at = text.offsetByCodePoints(at, 1);
    }
    return at;
  }

  private static boolean hasControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
