package atk.pq.sqlite;

import atk.pq.PqConfig;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What the writer remembers from one transaction to the next: ids of queues (which never change)
 * and of consumers. What a transaction learned counts only once it is committed.
 */
final class SqliteMemory {
  private static final int MANY = 10_000;
  private static final long DAY_MILLIS = 86_400_000;

  private final PqConfig config;
  private final RandomGenerator random = new SplittableRandom(new SecureRandom().nextLong());
  private final Map<String, Long> queues = new HashMap<>();
  private final Map<String, Known> consumers = new HashMap<>();
  private final Map<String, Long> newQueues = new HashMap<>();
  private final Map<String, Known> newConsumers = new HashMap<>();

  /** A consumer's id, and when its row was last written. */
  private record Known(long id, long seenAt) {}

  SqliteMemory(PqConfig config) {
    this.config = config;
  }

  PqConfig config() {
    return config;
  }

  RandomGenerator random() {
    return random;
  }

  /** The id of a queue, made with the configuration's settings where it is missing. */
  long queue(SqliteWriteTx tx, String name) throws SQLException {
    Long known = queues.get(name);
    if (known == null) {
      known = newQueues.get(name);
    }
    if (known == null) {
      known = find(tx, name);
      newQueues.put(name, known);
    }
    return known;
  }

  private long find(SqliteWriteTx tx, String name) throws SQLException {
    Long id = tx.queueId(name);
    if (id == null) {
      tx.configure(config.newQueueSettings(name));
      id = tx.queueId(name);
    }
    return Objects.requireNonNull(id, "a queue just made is not there");
  }

  /** The id of a consumer; its row is written again once a day, so that it is not forgotten. */
  long consumer(SqliteWriteTx tx, String name) throws SQLException {
    Known known = consumers.get(name);
    if (known == null || tx.nowMillis() - known.seenAt() > DAY_MILLIS) {
      known = newConsumers.get(name);
    }
    if (known == null) {
      // as long as any other number of its kind, so that rows keep their size
      long id = random.nextLong(1L << 56, Long.MAX_VALUE);
      tx.statements.update(SqliteSql.PUT_CONSUMER, id, name, tx.nowMillis());
      long stored = tx.statements.number(SqliteSql.FIND_CONSUMER, id, name);
      known = new Known(stored, tx.nowMillis());
      newConsumers.put(name, known);
    }
    return known.id();
  }

  void committed() {
    if (consumers.size() > MANY) {
      consumers.clear();
    }
    queues.putAll(newQueues);
    consumers.putAll(newConsumers);
    rolledBack();
  }

  void rolledBack() {
    newQueues.clear();
    newConsumers.clear();
  }
}
