package atk.pq;

/**
 * Gives the items of vanished consumers back to their queues. Any number of managers may run, and
 * none is needed for safety. Safe for use by many threads; {@link PersistentQ} is one, and {@link
 * atk.pq.worker.ManagerLoop} calls it for ever.
 */
public interface Manager {
  /**
   * Once: takes items whose lease is over from their consumers, resubmits or parks crashed items
   * whose rest is over, releases delayed ones, and removes Processed items past their queue's
   * retention.
   */
  SweepReport sweep();
}
