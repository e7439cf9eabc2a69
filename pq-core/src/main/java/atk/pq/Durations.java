package atk.pq;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h30m}. */
public final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d|w)");

  private Durations() {}

  /**
   * Reads a span: numbers with {@code ms}, {@code s}, {@code m}, {@code h}, {@code d} or {@code w},
   * largest first or in any order; {@code 0}; or ISO-8601 ({@code PT5M}).
   *
   * @throws InvalidRequestException if it is no such span
   */
  public static Duration parse(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    if (wanted.equals("0")) {
      return Duration.ZERO;
    }
    try {
      if (wanted.startsWith("p")) {
        return Duration.parse(wanted);
      }
      return parts(text, wanted);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw malformed(text);
    }
  }

  private static Duration parts(String text, String wanted) {
    Matcher part = PART.matcher(wanted);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      double unitMillis =
          switch (part.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 7 * 86_400_000;
          };
      sum = sum.plusMillis(Math.round(Double.parseDouble(part.group(1)) * unitMillis));
      end = part.end();
    }
    if (end == 0 || end != wanted.length()) {
      throw malformed(text);
    }
    return sum;
  }

  private static InvalidRequestException malformed(String text) {
    return new InvalidRequestException(
        "\"" + text + "\" is no span of time; write 250ms, 30s, 5m, 1h30m, 7d or 0");
  }

  /** The shortest spelling that {@link #parse} reads back: {@code 1h30m}. */
  public static String format(Duration span) {
    long millis = span.toMillis();
    if (millis == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    millis = append(text, millis, 86_400_000, "d");
    millis = append(text, millis, 3_600_000, "h");
    millis = append(text, millis, 60_000, "m");
    millis = append(text, millis, 1_000, "s");
    append(text, millis, 1, "ms");
    return text.toString();
  }

  private static long append(StringBuilder text, long millis, long unit, String name) {
    if (millis >= unit) {
      text.append(millis / unit).append(name);
    }
    return millis % unit;
  }
}
