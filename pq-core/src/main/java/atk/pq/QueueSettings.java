package atk.pq;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one queue, kept in the database and so the same for every process. A queue gets
 * the defaults of the {@link PqConfig} that first put into it; {@link OpsConsole#configure} changes
 * them.
 *
 * @param queue the queue's name
 * @param lease how long an item may be Under_Process without a sign of life, unless the claim says
 *     otherwise
 * @param maxSubmissions how many submissions may crash before the item needs an operator; at least
 *     1
 * @param retryDelay how long the first crash rests before it is submitted again; doubles with each
 *     further one
 * @param retryDelayMax the most it doubles to
 * @param retention how long Processed items are kept before a sweep removes them; null for ever
 * @param paused whether the queue hands out nothing at present; puts and finishes go on
 */
public record QueueSettings(
    String queue,
    Duration lease,
    int maxSubmissions,
    Duration retryDelay,
    Duration retryDelayMax,
    @Nullable Duration retention,
    boolean paused) {

  private static final double JITTER = 0.2;

  public QueueSettings {
    Limits.atLeast("lease", lease, Duration.ofMillis(1));
    Limits.atLeast("retry delay", retryDelay, Duration.ZERO);
    Limits.atLeast("longest retry delay", retryDelayMax, Duration.ZERO);
    if (retention != null) {
      Limits.atLeast("retention", retention, Duration.ZERO);
    }
    if (maxSubmissions < 1) {
      throw new InvalidRequestException(
          "max submissions is " + maxSubmissions + "; an item needs at least 1");
    }
  }

  /**
   * How long an item rests after a crash: {@link #retryDelay} doubled for each submission after the
   * first, at most {@link #retryDelayMax}, give or take a fifth.
   *
   * @param submission which submission crashed: 1 for the first
   */
  public Duration delayAfter(int submission, RandomGenerator random) {
    double doubled = retryDelay.toMillis() * Math.pow(2, Math.max(0, submission - 1));
    double capped = Math.min(doubled, retryDelayMax.toMillis());
    return Duration.ofMillis(Math.round(capped * (1 + JITTER * (2 * random.nextDouble() - 1))));
  }

  public QueueSettings withLease(Duration newLease) {
    return new QueueSettings(
        queue, newLease, maxSubmissions, retryDelay, retryDelayMax, retention, paused);
  }

  public QueueSettings withMaxSubmissions(int newMax) {
    return new QueueSettings(queue, lease, newMax, retryDelay, retryDelayMax, retention, paused);
  }

  public QueueSettings withRetryDelay(Duration first, Duration most) {
    return new QueueSettings(queue, lease, maxSubmissions, first, most, retention, paused);
  }

  public QueueSettings withRetention(@Nullable Duration newRetention) {
    return new QueueSettings(
        queue, lease, maxSubmissions, retryDelay, retryDelayMax, newRetention, paused);
  }

  public QueueSettings withPaused(boolean nowPaused) {
    return new QueueSettings(
        queue, lease, maxSubmissions, retryDelay, retryDelayMax, retention, nowPaused);
  }
}
