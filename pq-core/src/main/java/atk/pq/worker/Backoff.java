package atk.pq.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to rest after a failure: 100 ms doubling to 5 s, give or take a half. Not thread-safe.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 100;
  private static final long MOST_MILLIS = 5_000;

  private long next = FIRST_MILLIS;

  void succeeded() {
    next = FIRST_MILLIS;
  }

  Duration failed() {
    long rest = ThreadLocalRandom.current().nextLong(next / 2, next + next / 2);
    next = Math.min(MOST_MILLIS, next * 2);
    return Duration.ofMillis(rest);
  }
}
