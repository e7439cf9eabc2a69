package atk.pq.testkit;

import static atk.pq.testkit.ModelPlay.same;

import atk.pq.Counts;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Status;
import atk.pq.spi.WriteTx;
import atk.pq.testkit.StateModel.Entry;
import java.util.List;

/** Compares all that can be seen of an engine with the model. */
final class ModelComparison {
  private final StateModel model;

  ModelComparison(StateModel model) {
    this.model = model;
  }

  void compare(WriteTx tx) {
    List<Item> items = tx.page(ItemFilter.all(), 0, 1000).items();
    List<Entry> entries = model.all();
    same(
        "the items",
        items.stream().map(Item::id).toList(),
        entries.stream().map(entry -> entry.id).toList());
    for (int i = 0; i < items.size(); i++) {
      compare(items.get(i), entries.get(i));
    }
    for (Counts counts : tx.counts()) {
      compare(counts, tx);
    }
    same("nextDue", tx.nextDue().orElse(null), model.nextDue());
  }

  private void compare(Item item, Entry entry) {
    String which = "item " + entry.id;
    same(which, item.status(), entry.status);
    same(which + ", submissions", item.submissionCount(), entry.submissions);
    same(which + ", priority", item.priority(), entry.priority);
    same(which + ", queue", item.queue(), entry.queue);
    same(which + ", key", item.key(), entry.key);
    same(which + ", result", item.result(), entry.result);
    boolean isHeld = entry.status == Status.UNDER_PROCESS;
    same(which + ", lease", item.leaseUntil(), isHeld ? entry.leaseEnds : null);
    if (entry.isDelayed() || entry.status == Status.CRASHED) {
      same(which + ", due", item.availableAt(), entry.due);
    }
  }

  private void compare(Counts counts, WriteTx tx) {
    String which = "counts of " + counts.queue();
    List<Entry> entries = model.those(entry -> entry.queue.equals(counts.queue()));
    same(which + ", paused", counts.paused(), model.paused.get(counts.queue()));
    for (Status status : Status.values()) {
      long expected = entries.stream().filter(entry -> entry.status == status).count();
      same(which + ", " + status, counts.of(status), expected);
    }
    long delayed = entries.stream().filter(e -> e.isDelayed() && e.due.isAfter(tx.now())).count();
    same(which + ", delayed", counts.delayed(), delayed);
  }
}
