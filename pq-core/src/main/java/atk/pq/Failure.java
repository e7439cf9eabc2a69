package atk.pq;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer says when it gives up on a submission.
 *
 * @param reason why; at most 16 KiB are kept (the end of a longer one)
 * @param retryIn how long the item rests before it is submitted again; null for the queue's retry
 *     delay
 * @param isHopeless whether submitting it again is pointless: it goes to Manual_intervention at
 *     once
 */
public record Failure(@Nullable String reason, @Nullable Duration retryIn, boolean isHopeless) {

  public Failure {
    if (retryIn != null) {
      Limits.atLeast("retry delay", retryIn, Duration.ZERO);
    }
  }

  /** A crash that is to be submitted again by the rules of its queue. */
  public static Failure because(@Nullable String reason) {
    return new Failure(reason, null, false);
  }

  /** A crash explained by an exception and its stack trace. */
  public static Failure because(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return because(text.toString());
  }

  /** A crash that no repetition will mend. */
  public static Failure hopeless(@Nullable String reason) {
    return new Failure(reason, null, true);
  }

  /** The same, submitted again after this delay. */
  public Failure withRetryIn(Duration delay) {
    return new Failure(reason, delay, isHopeless);
  }
}
