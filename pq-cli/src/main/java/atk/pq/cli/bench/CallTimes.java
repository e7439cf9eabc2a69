package atk.pq.cli.bench;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long the calls of one kind took, and how many items they moved. Times fall into buckets about
 * 3 % wide. Safe for use by many threads, and read while they go on.
 */
public final class CallTimes {
  private static final int SUB_BITS = 5;
  private static final int SUB = 1 << SUB_BITS;

  private final AtomicLongArray buckets = new AtomicLongArray(64 * SUB);
  private final LongAdder items = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  void add(long nanos, long moved) {
    buckets.incrementAndGet(bucket(Math.max(1, nanos)));
    items.add(moved);
    longest.accumulate(nanos);
  }

  /** How many calls. */
  public long calls() {
    return callsWithin(0, Long.MAX_VALUE);
  }

  /** How many items they moved. */
  public long items() {
    return items.sum();
  }

  /** The longest, in milliseconds. */
  public double longestMillis() {
    return longest.get() / 1e6;
  }

  /** The time that this share of the calls stayed within, in milliseconds; 0 without calls. */
  public double millisWithin(double share) {
    long wanted = Math.max(1, Math.round(calls() * share));
    long seen = 0;
    for (int i = 0; i < buckets.length(); i++) {
      seen += buckets.get(i);
      if (seen >= wanted) {
        return Math.min(longest.get(), top(i)) / 1e6;
      }
    }
    return longestMillis();
  }

  /** How many calls took longer than {@code from} and at most {@code to} nanoseconds. */
  long callsWithin(long from, long to) {
    long calls = 0;
    for (int i = 0; i < buckets.length(); i++) {
      if (top(i) > from && top(i) <= to) {
        calls += buckets.get(i);
      }
    }
    return calls;
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
