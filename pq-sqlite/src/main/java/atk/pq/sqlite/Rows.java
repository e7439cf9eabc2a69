package atk.pq.sqlite;

import atk.pq.Item;
import atk.pq.ItemFile;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.internal.FlatJson;
import atk.pq.spi.Payload.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the columns of {@code pq_item} and {@code pq_queue}. */
final class Rows {
  /** The place of the payload in {@code SqliteSql.CANDIDATE}. */
  static final int CANDIDATE_PAYLOAD = 8;

  private static final Kind[] KINDS = Kind.values();

  private Rows() {}

  /** An item's columns as stored, in the order of {@code SqliteSql.ITEM_COLUMNS}. */
  record StoredItem(
      long id,
      long queueId,
      int code,
      int priority,
      int submissionCount,
      long createdAt,
      long updatedAt,
      long availableAt,
      long leaseUntil,
      long consumerId,
      Kind kind,
      int crc,
      @Nullable String key,
      @Nullable String headers,
      @Nullable String file) {

    static StoredItem read(ResultSet row) throws SQLException {
      return new StoredItem(
          row.getLong(1),
          row.getLong(2),
          row.getInt(3),
          row.getInt(4),
          row.getInt(5),
          row.getLong(6),
          row.getLong(7),
          row.getLong(8),
          row.getLong(9),
          row.getLong(10),
          KINDS[row.getInt(11) - 10],
          row.getInt(12),
          row.getString(13),
          row.getString(14),
          row.getString(15));
    }

    static final int COLUMNS = 15;

    /** Of {@code SqliteSql.CANDIDATE}: what a claim is about to write is not read. */
    static StoredItem candidate(ResultSet row) throws SQLException {
      int flags = row.getInt(2);
      return new StoredItem(
          row.getLong(1),
          row.getLong(9),
          SqliteSql.READY,
          row.getInt(3),
          row.getInt(4),
          row.getLong(5),
          0,
          row.getLong(6),
          0,
          0,
          KINDS[flags / 8 - 10],
          row.getInt(7),
          (flags & 1) == 0 ? null : row.getString(10),
          (flags & 2) == 0 ? null : row.getString(11),
          (flags & 4) == 0 ? null : row.getString(12));
    }

    Item item(
        String queue, @Nullable String text, @Nullable String consumer, @Nullable String result) {
      Status status = status(code);
      ItemFile description = file == null ? null : FlatJson.file(file);
      return new Item(
          id,
          queue,
          status,
          description == null ? String.valueOf(text) : description.name(),
          description,
          submissionCount,
          priority,
          key,
          FlatJson.headers(headers),
          Instant.ofEpochMilli(createdAt),
          Instant.ofEpochMilli(updatedAt),
          Instant.ofEpochMilli(availableAt),
          status == Status.UNDER_PROCESS ? Instant.ofEpochMilli(leaseUntil) : null,
          consumer,
          result);
    }

    /** Whether it describes a file exactly if it carries one. */
    boolean fitsItsKind() {
      return (kind == Kind.TEXT) == (file == null);
    }

    /** The same row after a claim. */
    StoredItem claimed(long now, long newLeaseUntil, long newConsumer) {
      return new StoredItem(
          id,
          queueId,
          SqliteSql.RUNNING,
          priority,
          submissionCount + 1,
          createdAt,
          now,
          availableAt,
          newLeaseUntil,
          newConsumer,
          kind,
          crc,
          key,
          headers,
          file);
    }
  }

  static Status status(int code) {
    return switch (code) {
      case SqliteSql.READY, SqliteSql.DELAYED -> Status.UNPROCESSED;
      case SqliteSql.RUNNING -> Status.UNDER_PROCESS;
      case SqliteSql.CRASHED -> Status.CRASHED;
      case SqliteSql.PROCESSED -> Status.PROCESSED;
      case SqliteSql.MANUAL -> Status.MANUAL_INTERVENTION;
      default -> throw new IllegalStateException("no status has the code " + code);
    };
  }

  static int code(Status status) {
    return switch (status) {
      case UNPROCESSED -> SqliteSql.READY;
      case UNDER_PROCESS -> SqliteSql.RUNNING;
      case CRASHED -> SqliteSql.CRASHED;
      case PROCESSED -> SqliteSql.PROCESSED;
      case MANUAL_INTERVENTION -> SqliteSql.MANUAL;
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
        row.getInt(7) == 1);
  }
}
