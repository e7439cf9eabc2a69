package atk.pq;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer asks for. Immutable; each method returns a new one.
 *
 * @param queue the queue to take from; null for {@link PqConfig#queue()}
 * @param max how many items at most; 1 by default. A get may return fewer than wait, so that the
 *     payloads of one get stay within about 4 MiB
 * @param lease how long the claims last without a sign of life; null for the queue's lease
 * @param waitUpTo how long to wait for the first item; not at all by default
 */
public record GetRequest(
    @Nullable String queue, int max, @Nullable Duration lease, Duration waitUpTo) {

  public GetRequest {
    if (queue != null) {
      Limits.queueName(queue);
    }
    if (max < 1 || max > 10_000) {
      throw new InvalidRequestException("a get takes 1 to 10000 items, not " + max);
    }
    if (lease != null) {
      Limits.atLeast("lease", lease, Duration.ofMillis(1));
    }
    Limits.atLeast("wait", waitUpTo, Duration.ZERO);
  }

  /** One item of the default queue, at once. */
  public static GetRequest one() {
    return new GetRequest(null, 1, null, Duration.ZERO);
  }

  /** One item of this queue, at once. */
  public static GetRequest from(String queue) {
    return one().withQueue(queue);
  }

  public GetRequest withQueue(@Nullable String newQueue) {
    return new GetRequest(newQueue, max, lease, waitUpTo);
  }

  public GetRequest withMax(int newMax) {
    return new GetRequest(queue, newMax, lease, waitUpTo);
  }

  public GetRequest withLease(@Nullable Duration newLease) {
    return new GetRequest(queue, max, newLease, waitUpTo);
  }

  public GetRequest withWaitUpTo(Duration newWait) {
    return new GetRequest(queue, max, lease, newWait);
  }
}
