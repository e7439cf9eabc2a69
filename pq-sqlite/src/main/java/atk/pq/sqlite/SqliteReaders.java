package atk.pq.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** The connections that read: one for each thread that reads at the moment, kept for the next. */
final class SqliteReaders implements AutoCloseable {
  private final SqliteConnections connections;
  private final ConcurrentLinkedDeque<Statements> free = new ConcurrentLinkedDeque<>();
  private @Nullable Statements watcher;
  private volatile boolean closed;

  SqliteReaders(SqliteConnections connections) {
    this.connections = connections;
  }

  /** What is done on one view. */
  interface Work<R> {
    R on(Statements statements) throws SQLException;
  }

  /** Runs the work in a read transaction, so that it sees one state of the database. */
  <R> R read(Work<R> work) throws SQLException {
    Statements reader = free.poll();
    if (reader == null) {
      reader = connections.openReader();
    }
    boolean isUsable = false;
    try {
      reader.run(SqliteSql.BEGIN_READ);
      R answer = work.on(reader);
      reader.run(SqliteSql.COMMIT);
      isUsable = true; // after an error the driver may have finalized a statement
      return answer;
    } finally {
      giveBack(reader, isUsable);
    }
  }

  /** Lends a connection for a copy, which is a transaction of its own. */
  void copy(Copy work) throws SQLException {
    try (Statements reader = connections.openReader()) {
      work.of(reader.connection());
    }
  }

  /** Copies what a connection shows. */
  interface Copy {
    void of(Connection connection) throws SQLException;
  }

  private void giveBack(Statements reader, boolean isUsable) throws SQLException {
    if (isUsable && !closed) {
      free.push(reader);
      if (!closed) {
        return;
      }
      free.remove(reader);
    }
    reader.close();
  }

  /** A number that changes when another connection has committed. */
  synchronized long dataVersion() throws SQLException {
    if (closed) {
      return -1;
    }
    if (watcher == null) {
      watcher = connections.openReader();
    }
    return watcher.number(SqliteSql.DATA_VERSION, -1);
  }

  @Override
  public synchronized void close() throws SQLException {
    closed = true;
    if (watcher != null) {
      watcher.close();
    }
    for (Statements reader = free.poll(); reader != null; reader = free.poll()) {
      reader.close();
    }
  }
}
