package atk.pq;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Puts items. Safe for use by many threads; {@link PersistentQ} is one. */
public interface Producer {
  /**
   * Puts a text item into the default queue: Unprocessed, submission_count 0. When this returns, it
   * is on disk.
   *
   * @return the item's id
   * @throws InvalidRequestException if the text has a lone surrogate
   * @throws ItemTooLargeException if it is larger than {@link PqConfig#maxItemBytes()}
   * @throws QueueFullException if the disk is full; nothing was put
   * @throws QueueBusyException if other processes kept the file locked; nothing was put
   * @throws OutcomeUnknownException if the commit failed half-way: the item is there or is not.
   *     With a key the put may simply be repeated
   */
  default long putItem(String text) {
    return putItem(NewItem.of(text));
  }

  /** Puts an item. As {@link #putItem(String)}. */
  default long putItem(NewItem item) {
    return putItems(List.of(item)).get(0);
  }

  /**
   * Puts many items in one transaction: all or none.
   *
   * @return their ids, in the order given
   */
  List<Long> putItems(List<NewItem> items);

  /**
   * Waits until an item has ended: Processed (see {@link Item#result()}) or Manual_intervention.
   *
   * @return the item; empty if it had not ended in time, or the thread was interrupted (its
   *     interrupt flag is then set)
   * @throws UnknownItemException if there is no such item
   */
  Optional<Item> awaitItem(long id, Duration timeout);
}
