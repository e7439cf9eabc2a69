package atk.pq.worker;

import atk.pq.Claim;

/**
 * What a {@link Worker} does with an item. Must be idempotent: an item may come again.
 *
 * <p>Returning normally marks the item Processed, unless the handler settled the claim itself;
 * throwing reports a crash with the exception as its reason. When the claim is lost or its run time
 * is over, the handler's thread is interrupted.
 */
@FunctionalInterface
public interface Handler {
  void handle(Claim claim) throws Exception;
}
