package atk.pq.cli.command;

import atk.pq.Durations;
import atk.pq.ItemFilter;

/** Says in words what an operator is about to do. */
final class Deeds {
  private Deeds() {}

  /** {@code 3 items in Processed of queue thumbs, last touched 30d ago or earlier}. */
  static String described(long count, ItemFilter filter) {
    return count
        + (count == 1 ? " item" : " items")
        + (filter.status() == null ? "" : " in " + filter.status())
        + (filter.queue() == null ? " of all queues" : " of queue " + filter.queue())
        + (filter.containing() == null ? "" : " with \"" + filter.containing() + "\"")
        + (filter.olderThan() == null || filter.olderThan().isZero()
            ? ""
            : ", last touched " + Durations.format(filter.olderThan()) + " ago or earlier");
  }
}
