package atk.pq.testkit;

import atk.pq.Crash;
import atk.pq.QueueSettings;
import atk.pq.spi.MoveMark;
import atk.pq.spi.StoredItem;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything a {@link MemoryStore} holds. A write works on a copy, so a failed one leaves no trace
 * and a reader keeps what it began with.
 */
final class MemoryState {
  final TreeMap<Long, MemoryRow> rows = new TreeMap<>();
  final TreeMap<Long, List<Crash>> crashes = new TreeMap<>();
  final TreeMap<String, QueueSettings> queues = new TreeMap<>();
  long lastId;
  long lastPosition;
  @Nullable MoveMark mark;

  MemoryState copy() {
    MemoryState copy = new MemoryState();
    rows.forEach((id, row) -> copy.rows.put(id, row.copy()));
    crashes.forEach((id, history) -> copy.crashes.put(id, new ArrayList<>(history)));
    copy.queues.putAll(queues);
    copy.lastId = lastId;
    copy.lastPosition = lastPosition;
    copy.mark = mark;
    return copy;
  }

  boolean isStopped() {
    return mark != null && mark.stage().isStopped();
  }

  /** Items with ids above this one. */
  Stream<StoredItem> stored(long after) {
    return rows.tailMap(after, false).values().stream()
        .map(row -> row.stored(crashes.getOrDefault(row.id, List.of())));
  }

  boolean hasTheSameAs(MemoryState other) {
    return queues.equals(other.queues) && stored(0).toList().equals(other.stored(0).toList());
  }
}
