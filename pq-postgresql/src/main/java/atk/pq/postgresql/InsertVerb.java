package atk.pq.postgresql;

import atk.pq.internal.FlatJson;
import atk.pq.postgresql.PostgresqlMemory.Priority;
import atk.pq.postgresql.Statements.Column;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.Payload;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Inserts items: one statement for all. Rows come back in the order of insertion; those without a
 * key are told apart by that order, those with one by their key. A key that was taken gives no row.
 */
final class InsertVerb {
  private static final int ATTEMPTS = 10;

  private final PostgresqlWriteTx tx;
  private final Map<String, Integer> newQueues = new HashMap<>();
  private final Set<Priority> newPriorities = new HashSet<>();

  InsertVerb(PostgresqlWriteTx tx) {
    this.tx = tx;
  }

  /** A row to be written, and its place among those asked. */
  private record NewRow(int place, int queueId, Insert item) {
    byte @Nullable [] key() {
      return Statements.utf8(item.key());
    }
  }

  /** A key in its queue. */
  private record Key(int queueId, ByteBuffer bytes) {}

  List<Inserted> insert(List<Insert> items) throws SQLException {
    Inserted[] answers = new Inserted[items.size()];
    List<NewRow> rows = new ArrayList<>(answers.length);
    for (int i = 0; i < answers.length; i++) {
      Insert item = items.get(i);
      int queueId = queue(item.queue());
      priority(new Priority(queueId, item.priority()));
      rows.add(new NewRow(i, queueId, item));
    }
    // A key that was taken may be purged before its id is read: then it is free, and put again.
    for (int attempt = 0; !rows.isEmpty(); attempt++) {
      if (attempt == ATTEMPTS) {
        throw new SQLException("a key was taken and purged again and again", "40001");
      }
      rows = taken(write(rows, answers), answers);
    }
    tx.readied();
    return List.of(answers);
  }

  private int queue(String name) throws SQLException {
    Integer known = tx.memory.id(name);
    if (known == null) {
      known = newQueues.get(name);
    }
    if (known == null) {
      known = tx.statements.first(PostgresqlSql.FIND_QUEUE, row -> row.getInt(1), name);
      if (known == null) {
        tx.put(PostgresqlSql.NEW_QUEUE, tx.config().newQueueSettings(name));
        known = tx.statements.first(PostgresqlSql.FIND_QUEUE, row -> row.getInt(1), name);
      }
      int id = Objects.requireNonNull(known, "a queue is gone");
      newQueues.put(name, id);
      tx.onceCommitted(() -> tx.memory.add(name, id));
    }
    return known;
  }

  private void priority(Priority priority) throws SQLException {
    if (!tx.memory.has(priority) && newPriorities.add(priority)) {
      tx.statements.update(PostgresqlSql.NEW_PRIORITY, priority.queueId(), priority.priority());
      tx.onceCommitted(() -> tx.memory.add(priority));
    }
  }

  /** Writes the rows and returns those whose key was taken. */
  private List<NewRow> write(List<NewRow> rows, Inserted[] answers) throws SQLException {
    Deque<NewRow> keyless = new ArrayDeque<>();
    Map<Key, NewRow> keyed = new HashMap<>();
    List<NewRow> repeated = new ArrayList<>();
    for (NewRow row : rows) {
      byte[] key = row.key();
      if (key == null) {
        keyless.add(row);
      } else if (keyed.putIfAbsent(new Key(row.queueId(), ByteBuffer.wrap(key)), row) != null) {
        repeated.add(row);
      }
    }
    tx.statements.query(
        keyless.size() == rows.size() ? PostgresqlSql.INSERT_WITHOUT_KEYS : PostgresqlSql.INSERT,
        written -> {
          Key key = key(written);
          NewRow row = key == null ? keyless.remove() : keyed.remove(key);
          answers[Objects.requireNonNull(row).place()] = new Inserted(written.getLong(1), true);
        },
        columns(rows));
    repeated.addAll(keyed.values());
    return repeated;
  }

  private static @Nullable Key key(ResultSet row) throws SQLException {
    byte[] key = row.getBytes(3);
    return key == null ? null : new Key(row.getInt(2), ByteBuffer.wrap(key));
  }

  private static Object[] columns(List<NewRow> rows) {
    return new Object[] {
      Column.of("integer", rows, NewRow::queueId),
      Column.of("integer", rows, row -> row.item().priority()),
      Column.of("bigint", rows, row -> row.item().delay().toMillis()),
      Column.of("smallint", rows, row -> 10 + row.item().payload().kind().ordinal()),
      Column.of("integer", rows, row -> row.item().payload().crc()),
      Column.of("integer", rows, row -> row.item().payload().size()),
      Column.of("bytea", rows, NewRow::key),
      Column.of("text", rows, row -> FlatJson.headers(row.item().headers())),
      Column.of("text", rows, row -> FlatJson.file(row.item().payload().file())),
      Column.of("bytea", rows, row -> stored(row.item().payload()))
    };
  }

  static byte[] stored(Payload payload) {
    return switch (payload.kind()) {
      case TEXT -> Objects.requireNonNull(Statements.utf8(payload.text()));
      case INLINE_FILE -> payload.bytes() == null ? new byte[0] : payload.bytes();
      case STORED_FILE, REFERENCED_FILE -> new byte[0];
    };
  }

  /** Answers with the ids that have the keys; returns the rows whose key is free by now. */
  private List<NewRow> taken(List<NewRow> rows, Inserted[] answers) throws SQLException {
    if (rows.isEmpty()) {
      return rows;
    }
    Map<Key, Long> ids = new HashMap<>();
    tx.statements.query(
        PostgresqlSql.FIND_KEYS,
        row -> ids.put(Objects.requireNonNull(key(row)), row.getLong(1)),
        Column.of("integer", rows, NewRow::queueId),
        Column.of("bytea", rows, NewRow::key));
    List<NewRow> free = new ArrayList<>();
    for (NewRow row : rows) {
      Long id = ids.get(new Key(row.queueId(), ByteBuffer.wrap(Objects.requireNonNull(row.key()))));
      if (id == null) {
        free.add(row);
      } else {
        answers[row.place()] = new Inserted(id, false);
      }
    }
    return free;
  }
}
