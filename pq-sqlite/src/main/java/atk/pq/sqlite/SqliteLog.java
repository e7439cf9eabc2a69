package atk.pq.sqlite;

import atk.pq.Durability;
import atk.pq.PqConfig;
import atk.pq.internal.Log;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The write-ahead log: flushed after a commit, kept within bounds although readers are always
 * there, and emptied when room is short. Used by who commits, one thread at a time.
 *
 * <p>SQLite itself flushes while it keeps the others out. So it only appends (and flushes what a
 * checkpoint is about to copy), and the log is flushed here, when the others may already append: a
 * flush takes what lies before it along, whoever wrote it, so what is acknowledged rests on nothing
 * that a power cut can take.
 *
 * <p>A checkpoint that wants to restart the log waits for the readers of the moment, and nobody can
 * write meanwhile: so it waits for a short time only, and is tried again later.
 */
final class SqliteLog {
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final long LOOK_NANOS = 150_000_000;
  private static final long LARGE_BYTES = 24L * 1024 * 1024;
  private static final int PAGE = 4_096;

  private final Path file;
  private final Statements writer;
  private final SqliteConnections connections;

  /** Of a kind that an interrupt of the thread does not close. */
  private final AsynchronousFileChannel channel;

  private final boolean flushes;
  private long lookedAt;
  private boolean copiesByItself = true;

  private SqliteLog(
      Path file,
      Statements writer,
      SqliteConnections connections,
      AsynchronousFileChannel channel,
      boolean flushes) {
    this.file = file;
    this.writer = writer;
    this.connections = connections;
    this.channel = channel;
    this.flushes = flushes;
  }

  /** Takes over the flushing of the log, which the writer must have touched before. */
  static SqliteLog open(
      Path file, Statements writer, SqliteConnections connections, PqConfig config)
      throws SQLException, IOException {
    boolean flushes = config.durability() == Durability.FLUSH;
    if (flushes) {
      writer.pragma(SqliteSql.FLUSH_AT_CHECKPOINTS);
    }
    AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, StandardOpenOption.WRITE);
    return new SqliteLog(file, writer, connections, channel, flushes);
  }

  /**
   * Makes all commits until now last.
   *
   * @throws IOException if it is open whether they do
   */
  void flush() throws IOException {
    if (flushes) {
      channel.force(false);
    }
  }

  void close() throws IOException {
    channel.close();
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

  /** Whether SQLite copies it into the file by itself, at the commit that makes it large. */
  void copyByItself(boolean allowed) throws SQLException {
    if (allowed != copiesByItself) {
      writer.pragma(allowed ? SqliteSql.COPY_LOG_BY_ITSELF : SqliteSql.COPY_LOG_WHEN_ASKED);
      copiesByItself = allowed;
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
