package atk.pq.postgresql;

import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.internal.FlatJson;
import atk.pq.internal.MoveMarks;
import atk.pq.postgresql.PostgresqlMemory.Priority;
import atk.pq.postgresql.Statements.Column;
import atk.pq.spi.MoveMark;
import atk.pq.spi.Payload;
import atk.pq.spi.Payload.Kind;
import atk.pq.spi.StoredItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a move to or from another database needs: items with all that is kept of them, the mark. */
final class MoveVerbs {
  private MoveVerbs() {}

  // ---- read

  static List<StoredItem> stored(PostgresqlReadView view, long after, int limit)
      throws SQLException {
    List<StoredItem> items = new ArrayList<>();
    Map<Long, List<Crash>> histories = new HashMap<>();
    view.statements.query(
        PostgresqlMoveSql.STORED,
        row -> {
          List<Crash> history = new ArrayList<>();
          StoredItem stored = stored(view, row, history);
          histories.put(stored.item().id(), history);
          items.add(stored);
        },
        after,
        limit,
        PostgresqlReadView.PAYLOAD_BYTES);
    if (!items.isEmpty()) {
      view.statements.query(
          PostgresqlMoveSql.CRASHES,
          row -> histories.getOrDefault(row.getLong(1), new ArrayList<>()).add(Rows.crash(row)),
          items.get(0).item().id(),
          items.get(items.size() - 1).item().id());
    }
    return items;
  }

  private static StoredItem stored(PostgresqlReadView view, ResultSet row, List<Crash> history)
      throws SQLException {
    Item item = Rows.item(row, view::queueName);
    Kind kind = Rows.kind(row);
    byte[] bytes = kind == Kind.INLINE_FILE ? row.getBytes(5) : null;
    Payload payload =
        new Payload(kind, item.text(), bytes, item.file(), row.getInt(18), row.getInt(19));
    boolean isDelayed = row.getInt(3) == PostgresqlSql.DELAYED;
    return new StoredItem(item, isDelayed, row.getLong(20), row.getLong(17), payload, history);
  }

  static Optional<MoveMark> mark(Statements statements) throws SQLException {
    boolean isThere =
        Boolean.TRUE.equals(
            statements.first(PostgresqlSql.HAS_TABLE, row -> row.getBoolean(1), "pq_move"));
    return isThere
        ? Optional.ofNullable(
            statements.first(PostgresqlMoveSql.MARK, row -> MoveMarks.read(row.getString(1))))
        : Optional.empty();
  }

  // ---- write

  static void restore(PostgresqlWriteTx tx, List<StoredItem> items, long lastNumber)
      throws SQLException {
    tx.statements.query(
        PostgresqlMoveSql.CONTINUE_AFTER, row -> {}, lastNumber, lastNumber, lastNumber);
    if (items.isEmpty()) {
      return;
    }
    Map<String, Integer> queues = new HashMap<>();
    tx.settingsById().forEach((id, settings) -> queues.put(settings.queue(), id));
    Set<Priority> priorities = new HashSet<>();
    for (StoredItem stored : items) {
      Priority priority = new Priority(id(queues, stored), stored.item().priority());
      if (priorities.add(priority)) {
        tx.statements.update(PostgresqlSql.NEW_PRIORITY, priority.queueId(), priority.priority());
      }
    }
    tx.statements.update(PostgresqlMoveSql.RESTORE, columns(items, queues));
    List<Crash> crashes = items.stream().flatMap(stored -> stored.crashes().stream()).toList();
    if (!crashes.isEmpty()) {
      restoreCrashes(tx, crashes);
    }
    tx.readied();
  }

  private static int id(Map<String, Integer> queues, StoredItem stored) {
    return Objects.requireNonNull(
        queues.get(stored.item().queue()), "an item's queue is not there");
  }

  private static Object[] columns(List<StoredItem> rows, Map<String, Integer> queues) {
    return new Object[] {
      Column.of("bigint", rows, row -> row.item().id()),
      Column.of("bigint", rows, StoredItem::position),
      Column.of("bigint", rows, row -> row.item().createdAt().toEpochMilli()),
      Column.of("bigint", rows, row -> row.item().updatedAt().toEpochMilli()),
      Column.of("bigint", rows, row -> row.item().availableAt().toEpochMilli()),
      Column.of("bigint", rows, row -> row.item().updatedAt().toEpochMilli()),
      Column.of("bigint", rows, row -> leaseUntil(row.item().leaseUntil())),
      Column.of("bigint", rows, StoredItem::token),
      Column.of("integer", rows, row -> id(queues, row)),
      Column.of("integer", rows, row -> row.item().priority()),
      Column.of("integer", rows, row -> row.item().submissionCount()),
      Column.of("integer", rows, row -> row.payload().crc()),
      Column.of("integer", rows, row -> row.payload().size()),
      Column.of("smallint", rows, MoveVerbs::code),
      Column.of("smallint", rows, row -> 10 + row.payload().kind().ordinal()),
      Column.of("bytea", rows, row -> Statements.utf8(row.item().consumer())),
      Column.of("bytea", rows, row -> Statements.utf8(row.item().key())),
      Column.of("text", rows, row -> FlatJson.headers(row.item().headers())),
      Column.of("text", rows, row -> FlatJson.file(row.payload().file())),
      Column.of("bytea", rows, row -> Statements.utf8(row.item().result())),
      Column.of("bytea", rows, row -> InsertVerb.stored(row.payload()))
    };
  }

  private static long leaseUntil(@Nullable Instant end) {
    return end == null ? 0 : end.toEpochMilli();
  }

  private static int code(StoredItem stored) {
    Integer[] codes = Rows.codes(stored.item().status());
    return stored.isDelayed() ? PostgresqlSql.DELAYED : codes[0];
  }

  private static void restoreCrashes(PostgresqlWriteTx tx, List<Crash> crashes)
      throws SQLException {
    tx.statements.update(
        PostgresqlMoveSql.RESTORE_CRASHES,
        Column.of("bigint", crashes, Crash::itemId),
        Column.of("integer", crashes, Crash::submission),
        Column.of("bigint", crashes, crash -> crash.claimedAt().toEpochMilli()),
        Column.of("bigint", crashes, crash -> crash.crashedAt().toEpochMilli()),
        Column.of("text", crashes, crash -> crash.cause().name()),
        Column.of("bytea", crashes, crash -> Statements.utf8(crash.consumer())),
        Column.of("bytea", crashes, crash -> Statements.utf8(crash.reason())));
  }

  static void mark(Statements statements, @Nullable MoveMark mark) throws SQLException {
    statements.run(PostgresqlMoveSql.STAND_STILL);
    MoveMark before = mark(statements).orElse(null);
    boolean wasStopped = before != null && before.stage().isStopped();
    boolean isStopped = mark != null && mark.stage().isStopped();
    if (wasStopped && !isStopped) {
      for (String table : PostgresqlMoveSql.STOPPED) {
        statements.run(PostgresqlMoveSql.goOn(table));
      }
    }
    if (mark == null) {
      statements.run(PostgresqlMoveSql.FORGET_MARK);
      return;
    }
    if (before == null) {
      statements.run(PostgresqlMoveSql.MAKE_MARK);
      statements.run(PostgresqlMoveSql.SHOW_MARK);
    }
    statements.update(PostgresqlMoveSql.PUT_MARK, MoveMarks.write(mark));
    if (isStopped && !wasStopped) {
      statements.run(PostgresqlMoveSql.REFUSE);
      for (String table : PostgresqlMoveSql.STOPPED) {
        statements.run(PostgresqlMoveSql.stop(table, MoveMarks.refusal(mark)));
      }
    }
  }
}
