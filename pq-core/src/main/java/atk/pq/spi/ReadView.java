package atk.pq.spi;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Page;
import atk.pq.QueueSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One consistent view of the database. */
public interface ReadView {
  /** The time of this view, by the clock that leases and delays are reckoned with. */
  Instant now();

  /**
   * The items that match, with ids above {@code after}, in the order of ids; at most {@code limit},
   * about 4 MiB of payload, and a bounded number of items looked at.
   */
  Page page(ItemFilter filter, long after, int limit);

  Optional<Item> find(long id);

  /** The bytes of an item's payload as stored, for an item whose file lies in its row. */
  Optional<byte[]> content(long id);

  long count(ItemFilter filter);

  /** Of every queue, by name. */
  List<Counts> counts();

  /** Of one item, oldest first. */
  List<Crash> crashes(long id);

  /** Of every queue, by name. */
  List<QueueSettings> queues();

  /**
   * The earliest time at which a delayed or crashed item comes due or a lease ends; empty where
   * nothing is to come. May lie in the past.
   */
  Optional<Instant> nextDue();

  // ---- for a move to another database

  /**
   * Items with everything that is kept of them, with ids above {@code after}, in the order of ids;
   * at most {@code limit}, and about 4 MiB. Empty where there is none.
   */
  List<StoredItem> stored(long after, int limit);

  /** A number that no id and no position ever given exceeds. */
  long lastNumber();

  /** What is kept of a move; empty for a database that takes part in none. */
  Optional<MoveMark> moveMark();
}
