package atk.pq.cli.session;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** Times as they are printed: ISO-8601, UTC. */
public final class Times {
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
  private static final DateTimeFormatter SECONDS =
      new DateTimeFormatterBuilder().appendInstant(0).toFormatter();

  private Times() {}

  /** To the millisecond: for JSON. */
  public static String iso(Instant time) {
    return MILLIS.format(time);
  }

  /** To the second, empty for null: for tables. */
  public static String brief(@Nullable Instant time) {
    return time == null ? "" : SECONDS.format(time);
  }
}
