package atk.pq.sqlite;

import atk.pq.internal.FlatJson;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.Payload;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inserts items, as many to a statement as there are. */
final class InsertVerb {
  private final SqliteWriteTx tx;

  InsertVerb(SqliteWriteTx tx) {
    this.tx = tx;
  }

  /** A row to be written. */
  private record NewRow(long id, long queueId, Insert item) {
    boolean isPlain() {
      return item.payload().kind() == Payload.Kind.TEXT
          && item.key() == null
          && item.headers().isEmpty()
          && item.delay().isZero();
    }
  }

  List<Inserted> insert(List<Insert> items) throws SQLException {
    long bytes = items.stream().mapToLong(item -> item.payload().size()).sum();
    tx.space().checkBeforePut(tx.statements, items.size(), bytes);
    Inserted[] answers = new Inserted[items.size()];
    List<NewRow> rows = new ArrayList<>(items.size());
    Map<List<Object>, Long> keysOfThisCall = new HashMap<>();
    long next = tx.takeIds(items.size());
    for (int i = 0; i < answers.length; i++) {
      Insert item = items.get(i);
      long queueId = tx.memory().queue(tx, item.queue());
      Long taken = takenKey(queueId, item.key(), keysOfThisCall);
      long id = taken == null ? next++ : taken;
      answers[i] = new Inserted(id, taken == null);
      if (taken == null) {
        rows.add(new NewRow(id, queueId, item));
        if (item.key() != null) {
          keysOfThisCall.put(List.of(queueId, item.key()), id);
        }
      }
    }
    write(rows);
    tx.readied();
    return List.of(answers);
  }

  /** Plain texts have 4 values instead of 11, and each costs a call into the driver. */
  private void write(List<NewRow> rows) throws SQLException {
    List<NewRow> others = new ArrayList<>();
    Map<Long, List<NewRow>> plain = new LinkedHashMap<>();
    for (NewRow row : rows) {
      List<NewRow> alike =
          row.isPlain() ? plain.computeIfAbsent(row.queueId(), queue -> new ArrayList<>()) : others;
      alike.add(row);
    }
    for (Map.Entry<Long, List<NewRow>> queue : plain.entrySet()) {
      SqliteSql.INSERT_PLAIN.update(
          tx.statements, queue.getValue(), InsertVerb::bindPlain, tx.nowMillis(), queue.getKey());
    }
    SqliteSql.INSERT.update(tx.statements, others, this::bind, tx.nowMillis());
  }

  private static void bindPlain(PreparedStatement statement, int first, NewRow row)
      throws SQLException {
    Payload payload = row.item().payload();
    statement.setLong(first, row.id());
    statement.setInt(first + 1, row.item().priority());
    statement.setInt(first + 2, payload.crc());
    statement.setString(first + 3, payload.text());
  }

  private @Nullable Long takenKey(
      long queueId, @Nullable String key, Map<List<Object>, Long> keysOfThisCall)
      throws SQLException {
    if (key == null) {
      return null;
    }
    Long here = keysOfThisCall.get(List.of(queueId, key));
    return here != null
        ? here
        : tx.statements.first(SqliteSql.FIND_KEY, row -> row.getLong(1), queueId, key);
  }

  private void bind(PreparedStatement statement, int first, NewRow row) throws SQLException {
    Insert item = row.item();
    Payload payload = item.payload();
    long delay = item.delay().toMillis();
    statement.setLong(first, row.id());
    statement.setLong(first + 1, row.queueId());
    statement.setInt(first + 2, delay > 0 ? SqliteSql.DELAYED : SqliteSql.READY);
    statement.setInt(first + 3, item.priority());
    statement.setLong(first + 4, tx.nowMillis() + delay);
    statement.setInt(first + 5, 10 + payload.kind().ordinal());
    statement.setInt(first + 6, payload.crc());
    Statements.bind(statement, first + 7, item.key());
    Statements.bind(statement, first + 8, FlatJson.headers(item.headers()));
    Statements.bind(statement, first + 9, FlatJson.file(payload.file()));
    Statements.bind(statement, first + 10, stored(payload));
  }

  static Object stored(Payload payload) {
    return switch (payload.kind()) {
      case TEXT -> payload.text();
      case INLINE_FILE -> payload.bytes() == null ? new byte[0] : payload.bytes();
      case STORED_FILE, REFERENCED_FILE -> "";
    };
  }
}
