package atk.pq.postgresql;

import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Item;
import atk.pq.ItemFile;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.internal.FlatJson;
import atk.pq.spi.Claimed;
import atk.pq.spi.Payload;
import atk.pq.spi.Payload.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads the columns of {@code pq_item} and {@code pq_queue}. */
final class Rows {
  private Rows() {}

  /** An item; its columns come in the order of {@code PostgresqlReadSql.PAGE}. */
  static Item item(ResultSet row, IntFunction<String> queueName) throws SQLException {
    Status status = status(row.getInt(3));
    Kind kind = kind(row);
    String text = kind == Kind.TEXT ? Statements.text(row.getBytes(5)) : null;
    String file = row.getString(6);
    ItemFile description = file == null ? null : FlatJson.file(file);
    return new Item(
        row.getLong(1),
        queueName.apply(row.getInt(2)),
        status,
        description == null ? String.valueOf(text) : description.name(),
        description,
        row.getInt(7),
        row.getInt(8),
        Statements.text(row.getBytes(9)),
        FlatJson.headers(row.getString(10)),
        Instant.ofEpochMilli(row.getLong(11)),
        Instant.ofEpochMilli(row.getLong(12)),
        Instant.ofEpochMilli(row.getLong(13)),
        status == Status.UNDER_PROCESS ? Instant.ofEpochMilli(row.getLong(14)) : null,
        Statements.text(row.getBytes(15)),
        Statements.text(row.getBytes(16)));
  }

  static Kind kind(ResultSet row) throws SQLException {
    return Kind.values()[row.getInt(4) - 10];
  }

  /** A crash; its columns come in the order of {@code PostgresqlReadSql.CRASHES}. */
  static Crash crash(ResultSet row) throws SQLException {
    return new Crash(
        row.getLong(1),
        row.getInt(2),
        String.valueOf(Statements.text(row.getBytes(3))),
        Instant.ofEpochMilli(row.getLong(4)),
        Instant.ofEpochMilli(row.getLong(5)),
        CrashCause.valueOf(row.getString(6)),
        Statements.text(row.getBytes(7)));
  }

  /** What a claim returns of an item, before its payload was checked. */
  record Taken(
      Claimed claimed,
      Crashing held,
      boolean isSound,
      int size,
      long position,
      int place,
      int request) {

    /** The columns of {@code PostgresqlSql.CLAIM}. */
    static Taken read(ResultSet row, IntFunction<String> queueName) throws SQLException {
      Item item = item(row, queueName);
      Kind kind = kind(row);
      byte[] stored = row.getBytes(5);
      long token = row.getLong(17);
      boolean fitsItsKind = (kind == Kind.TEXT) == (item.file() == null);
      boolean isSound = fitsItsKind && (stored == null || Payload.crc(stored) == row.getInt(18));
      Crashing held =
          new Crashing(
              item.id(),
              row.getInt(2),
              item.submissionCount(),
              row.getBytes(15),
              row.getLong(20),
              token);
      return new Taken(
          new Claimed(item, token, kind, kind == Kind.INLINE_FILE ? stored : null),
          held,
          isSound,
          stored == null ? 0 : row.getInt(19),
          row.getLong(21),
          row.getInt(22),
          row.getInt(23));
    }
  }

  /** What the history of an item keeps of a submission. */
  record Crashing(
      long id,
      int queueId,
      int submission,
      byte @Nullable [] consumer,
      long claimedAt,
      long token) {

    /** The first columns of {@code PostgresqlSql.LOCK_CLAIMS}. */
    static Crashing read(ResultSet row) throws SQLException {
      return new Crashing(
          row.getLong(1),
          row.getInt(2),
          row.getInt(3),
          row.getBytes(4),
          row.getLong(5),
          row.getLong(6));
    }
  }

  static Status status(int code) {
    return switch (code) {
      case PostgresqlSql.READY, PostgresqlSql.DELAYED -> Status.UNPROCESSED;
      case PostgresqlSql.RUNNING -> Status.UNDER_PROCESS;
      case PostgresqlSql.CRASHED -> Status.CRASHED;
      case PostgresqlSql.PROCESSED -> Status.PROCESSED;
      case PostgresqlSql.MANUAL -> Status.MANUAL_INTERVENTION;
      default -> throw new IllegalStateException("no status has the code " + code);
    };
  }

  static Integer[] codes(Status status) {
    return switch (status) {
      case UNPROCESSED -> new Integer[] {PostgresqlSql.READY, PostgresqlSql.DELAYED};
      case UNDER_PROCESS -> new Integer[] {PostgresqlSql.RUNNING};
      case CRASHED -> new Integer[] {PostgresqlSql.CRASHED};
      case PROCESSED -> new Integer[] {PostgresqlSql.PROCESSED};
      case MANUAL_INTERVENTION -> new Integer[] {PostgresqlSql.MANUAL};
    };
  }

  static QueueSettings settings(ResultSet row) throws SQLException {
    long retention = row.getLong(6);
    boolean forEver = row.wasNull();
    return new QueueSettings(
        row.getString(1),
        Duration.ofMillis(row.getLong(2)),
        row.getInt(3),
        Duration.ofMillis(row.getLong(4)),
        Duration.ofMillis(row.getLong(5)),
        forEver ? null : Duration.ofMillis(retention),
        row.getBoolean(7));
  }
}
