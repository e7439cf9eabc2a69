package atk.pq.postgresql;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ids of queues and the priorities they have seen, as far as this process has met them. They
 * are never removed from the database, so what was committed once stays true. Safe for use by many
 * threads.
 */
final class PostgresqlMemory {
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, String> names = new ConcurrentHashMap<>();
  private final Set<Priority> priorities = ConcurrentHashMap.newKeySet();

  /** A queue has seen this priority. */
  record Priority(int queueId, int priority) {}

  void add(String name, int id) {
    ids.put(name, id);
    names.put(id, name);
  }

  void add(Priority priority) {
    priorities.add(priority);
  }

  @Nullable Integer id(String name) {
    return ids.get(name);
  }

  @Nullable String name(int id) {
    return names.get(id);
  }

  boolean has(Priority priority) {
    return priorities.contains(priority);
  }
}
