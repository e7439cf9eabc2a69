package atk.pq.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The times of calls as bars, each twice as long a time as the one before. */
public final class Histogram {
  private static final int WIDTH = 40;
  private static final long FIRST_NANOS = 1 << 16;

  private Histogram() {}

  /** A line for each bar, from the first that is not empty to the last. */
  public static List<String> lines(CallTimes times) {
    List<String> lines = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    long calls = Math.max(1, times.calls());
    long from = 0;
    for (long to = FIRST_NANOS; from < times.longestMillis() * 1e6; to *= 2) {
      double share = times.callsWithin(from, to) / (double) calls;
      int width = (int) Math.ceil(share * WIDTH);
      String line =
          String.format(
              Locale.ROOT,
              "%9.2f ms  %-" + WIDTH + "s %5.1f %%",
              to / 1e6,
              bar(width),
              share * 100);
      if (width == 0) {
        empty.add(line);
      } else {
        if (!lines.isEmpty()) {
          lines.addAll(empty);
        }
        empty.clear();
        lines.add(line);
      }
      from = to;
    }
    return lines;
  }

  private static String bar(int width) {
    return "█".repeat(width);
  }
}
