package atk.pq.internal;

import atk.pq.Failure;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does with a claim beyond {@link atk.pq.Claim}: the same verbs without waiting for
 * the flush. The receiver is told null or the error, on the thread that commits, so it must be
 * quick.
 */
public interface AsyncClaim {
  void processedThen(Consumer<@Nullable RuntimeException> receiver);

  void crashedThen(Failure failure, Consumer<@Nullable RuntimeException> receiver);

  void releaseThen(Consumer<@Nullable RuntimeException> receiver);

  void extendThen(Duration lease, Consumer<@Nullable RuntimeException> receiver);
}
