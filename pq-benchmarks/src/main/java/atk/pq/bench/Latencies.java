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
