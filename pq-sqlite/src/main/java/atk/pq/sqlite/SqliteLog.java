package atk.pq.sqlite;

import atk.pq.internal.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The write-ahead log: kept within bounds although readers are always there, and emptied when room
 * is short. Used by the writer thread alone.
 *
 * <p>A checkpoint that wants to restart the log waits for the readers of the moment, and nobody can
 * write meanwhile: so it waits for a short time only, and is tried again later.
 */
final class SqliteLog {
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final long LOOK_NANOS = 250_000_000;
  private static final long LARGE_BYTES = 32L * 1024 * 1024;
  private static final int PAGE = 4_096;

  private final Path file;
  private final Statements writer;
  private final SqliteConnections connections;
  private long lookedAt;

  SqliteLog(Path file, Statements writer, SqliteConnections connections) {
    this.file = file;
    this.writer = writer;
    this.connections = connections;
  }

  /** After a commit: restarts the log where readers have kept it growing past its usual size. */
  void watch() throws SQLException {
    long now = System.nanoTime();
    if (now - lookedAt < LOOK_NANOS) {
      return;
    }
    lookedAt = now;
    if (bytes() > LARGE_BYTES) {
      long[] pages = {0};
      writer.query(SqliteSql.CHECKPOINT, row -> pages[0] = row.getLong(2));
      if (pages[0] * PAGE > LARGE_BYTES) {
        impatiently(SqliteSql.RESTART_LOG);
      }
    }
  }

  /** Copies into the file what no reader is in the way of. */
  void copy() throws SQLException {
    writer.query(SqliteSql.CHECKPOINT, row -> {});
  }

  /** Copies all into the file and gives the log's room back; whether it held anything. */
  boolean empty() throws SQLException {
    if (bytes() == 0) {
      return false;
    }
    impatiently(SqliteSql.SHRINK_LOG);
    return true;
  }

  private void impatiently(String checkpoint) throws SQLException {
    connections.setPatience(writer, PATIENCE);
    try {
      writer.query(checkpoint, row -> {});
    } finally {
      connections.setPatience(writer);
    }
  }

  private long bytes() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      Log.debug("the size of the log could not be read: " + e);
      return 0;
    }
  }
}
