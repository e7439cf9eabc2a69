package atk.pq.testkit;

import atk.pq.Crash;
import atk.pq.QueueSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

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

  MemoryState copy() {
    MemoryState copy = new MemoryState();
    rows.forEach((id, row) -> copy.rows.put(id, row.copy()));
    crashes.forEach((id, history) -> copy.crashes.put(id, new ArrayList<>(history)));
    copy.queues.putAll(queues);
    copy.lastId = lastId;
    copy.lastPosition = lastPosition;
    return copy;
  }
}
