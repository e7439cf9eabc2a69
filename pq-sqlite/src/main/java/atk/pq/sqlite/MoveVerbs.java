package atk.pq.sqlite;

import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.internal.FlatJson;
import atk.pq.internal.MoveMarks;
import atk.pq.spi.MoveMark;
import atk.pq.spi.Payload;
import atk.pq.spi.Payload.Kind;
import atk.pq.spi.StoredItem;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a move to or from another database needs: items with all that is kept of them, the mark. */
final class MoveVerbs {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /** The token and the consumer of an item that was never claimed, as long as any other. */
  private static final long NOT_YET = 0x4000000000000000L;

  private MoveVerbs() {}

  // ---- read

  static List<StoredItem> stored(SqliteReadView view, long after, int limit) throws SQLException {
    List<StoredItem> items = new ArrayList<>();
    long bytes = 0;
    try (ResultSet rows = view.statements.bind(SqliteMoveSql.STORED, after, limit).executeQuery()) {
      while (bytes < MAX_BYTES && rows.next()) {
        StoredItem stored = stored(view, rows);
        items.add(stored);
        bytes += bytes(stored);
      }
    }
    return items;
  }

  private static StoredItem stored(SqliteReadView view, ResultSet row) throws SQLException {
    Rows.StoredItem columns = Rows.StoredItem.read(row);
    int next = Rows.StoredItem.COLUMNS + 1;
    boolean isText = columns.kind() == Kind.TEXT;
    String text = isText ? String.valueOf(row.getString(next)) : null;
    byte[] bytes = columns.kind() == Kind.INLINE_FILE ? row.getBytes(next) : null;
    Item item =
        columns.item(
            row.getString(next + 1), text, row.getString(next + 2), row.getString(next + 3));
    int size = bytes == null ? utf8Length(item.text()) : bytes.length;
    Payload payload =
        new Payload(columns.kind(), item.text(), bytes, item.file(), columns.crc(), size);
    long token = row.getLong(next + 4);
    return new StoredItem(
        item,
        columns.code() == SqliteSql.DELAYED,
        row.getLong(next + 5),
        token == NOT_YET ? 0 : token,
        payload,
        view.crashes(item.id()));
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static long bytes(StoredItem stored) {
    long bytes = (long) stored.payload().size() + length(stored.item().result());
    for (Crash crash : stored.crashes()) {
      bytes += length(crash.reason());
    }
    return bytes;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  static Optional<MoveMark> mark(Statements statements) throws SQLException {
    return statements.number(SqliteMoveSql.HAS_MARK, 0) == 0
        ? Optional.empty()
        : Optional.ofNullable(
            statements.first(SqliteMoveSql.MARK, row -> MoveMarks.read(row.getString(1))));
  }

  // ---- write

  /** A row to be written. */
  private record NewRow(StoredItem stored, long queueId, long consumerId) {}

  static void restore(SqliteWriteTx tx, List<StoredItem> items, long lastNumber)
      throws SQLException {
    long bytes = items.stream().mapToLong(MoveVerbs::bytes).sum();
    tx.space().checkBeforePut(tx.statements, items.size(), bytes);
    List<NewRow> rows = new ArrayList<>(items.size());
    for (StoredItem stored : items) {
      String queue = stored.item().queue();
      String consumer = stored.item().consumer();
      rows.add(
          new NewRow(
              stored,
              Objects.requireNonNull(tx.queueId(queue), "an item's queue is not there"),
              consumer == null ? NOT_YET : tx.memory().consumer(tx, consumer)));
    }
    SqliteMoveSql.RESTORE.update(tx.statements, rows, MoveVerbs::bind);
    for (StoredItem stored : items) {
      restoreHistory(tx, stored);
    }
    tx.statements.update(SqliteMoveSql.CONTINUE_AFTER, lastNumber);
    tx.readied();
  }

  private static void restoreHistory(SqliteWriteTx tx, StoredItem stored) throws SQLException {
    long id = stored.item().id();
    if (stored.item().result() != null) {
      tx.statements.update(SqliteSql.PUT_RESULT, id, stored.item().result());
    }
    for (Crash crash : stored.crashes()) {
      tx.statements.update(
          SqliteSql.PUT_CRASH,
          id,
          crash.submission(),
          crash.consumer(),
          crash.claimedAt().toEpochMilli(),
          crash.crashedAt().toEpochMilli(),
          crash.cause().name(),
          crash.reason());
    }
  }

  private static void bind(PreparedStatement statement, int first, NewRow row) throws SQLException {
    StoredItem stored = row.stored();
    Item item = stored.item();
    Payload payload = stored.payload();
    long updatedAt = item.updatedAt().toEpochMilli();
    long leaseUntil = item.leaseUntil() == null ? updatedAt : item.leaseUntil().toEpochMilli();
    statement.setLong(first, item.id());
    statement.setLong(first + 1, stored.position());
    statement.setLong(first + 2, row.queueId());
    statement.setInt(first + 3, stored.isDelayed() ? SqliteSql.DELAYED : Rows.code(item.status()));
    statement.setInt(first + 4, item.priority());
    statement.setInt(first + 5, item.submissionCount());
    statement.setLong(first + 6, item.createdAt().toEpochMilli());
    statement.setLong(first + 7, updatedAt);
    statement.setLong(first + 8, item.availableAt().toEpochMilli());
    statement.setLong(first + 9, leaseUntil);
    statement.setLong(first + 10, stored.token() == 0 ? NOT_YET : stored.token());
    statement.setLong(first + 11, row.consumerId());
    statement.setInt(first + 12, 10 + payload.kind().ordinal());
    statement.setInt(first + 13, payload.crc());
    Statements.bind(statement, first + 14, item.key());
    Statements.bind(statement, first + 15, FlatJson.headers(item.headers()));
    Statements.bind(statement, first + 16, FlatJson.file(payload.file()));
    Statements.bind(statement, first + 17, InsertVerb.stored(payload));
  }

  static void mark(Statements statements, @Nullable MoveMark mark) throws SQLException {
    boolean wasStopped = mark(statements).map(before -> before.stage().isStopped()).orElse(false);
    boolean isStopped = mark != null && mark.stage().isStopped();
    if (wasStopped && !isStopped) {
      runAll(statements, SqliteMoveSql.goOn());
    }
    if (mark == null) {
      statements.pragma(SqliteMoveSql.FORGET_MARK);
      return;
    }
    statements.pragma(SqliteMoveSql.MAKE_MARK);
    statements.update(SqliteMoveSql.PUT_MARK, MoveMarks.write(mark));
    if (isStopped && !wasStopped) {
      runAll(statements, SqliteMoveSql.stop(MoveMarks.refusal(mark)));
    }
  }

  private static void runAll(Statements statements, List<String> definitions) throws SQLException {
    for (String sql : definitions) {
      statements.pragma(sql);
    }
  }
}
