package atk.pq.bench;

/**
 * Counts times in buckets about 3 % wide. Used by one thread; {@link #add(Latencies)} joins those
 * of several.
 */
public final class Latencies {
  private static final int SUB_BITS = 5;
  private static final int SUB = 1 << SUB_BITS;

  private final long[] counts = new long[64 * SUB];
  private long count;
  private long max;

  /** Counts one. */
  public void record(long nanos) {
    counts[bucket(Math.max(1, nanos))]++;
    count++;
    max = Math.max(max, nanos);
  }

  /** Counts those of another. */
  public void add(Latencies other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    count += other.count;
    max = Math.max(max, other.max);
  }

  /** The time that this share of the calls stayed within, in nanoseconds. */
  public long percentile(double share) {
    long wanted = Math.max(1, Math.round(count * share));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(max, top(i));
      }
    }
    return max;
  }

  /** How many. */
  public long count() {
    return count;
  }

  /** The longest. */
  public long max() {
    return max;
  }

  /** All in a line, for another process. */
  String asText() {
    StringBuilder text = new StringBuilder().append(max);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        text.append(' ').append(i).append(':').append(counts[i]);
      }
    }
    return text.toString();
  }

  /** Those of such a line. */
  static Latencies of(String text) {
    Latencies all = new Latencies();
    String[] words = text.split(" ");
    all.max = Long.parseLong(words[0]);
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split(":");
      long count = Long.parseLong(pair[1]);
      all.counts[Integer.parseInt(pair[0])] = count;
      all.count += count;
    }
    return all;
  }

  private static int bucket(long nanos) {
    int log = 63 - Long.numberOfLeadingZeros(nanos);
    if (log < SUB_BITS) {
      return (int) nanos;
    }
    int sub = (int) (nanos >>> (log - SUB_BITS)) & (SUB - 1);
    return (log - SUB_BITS + 1) * SUB + sub;
  }

  private static long top(int bucket) {
    int row = bucket / SUB;
    long sub = bucket % SUB;
    return row == 0 ? sub : (SUB + sub + 1) << (row - 1);
  }
}
