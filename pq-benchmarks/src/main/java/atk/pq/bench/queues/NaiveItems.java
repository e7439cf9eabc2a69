package atk.pq.bench.queues;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table that one writes first, and its three statements, on one connection. For one thread. */
final class NaiveItems implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement put;
  private final PreparedStatement first;
  private final PreparedStatement move;

  NaiveItems(Path file) throws SQLException {
    this(Sqlite.open(file));
  }

  NaiveItems(Connection connection) throws SQLException {
    this.connection = connection;
    run("PRAGMA busy_timeout = 60000");
    run(
        """
        CREATE TABLE IF NOT EXISTS item (
          id INTEGER PRIMARY KEY AUTOINCREMENT, status TEXT NOT NULL, payload TEXT NOT NULL,
          created_at INTEGER NOT NULL)""");
    run("CREATE INDEX IF NOT EXISTS item_status ON item (status, id)");
    put =
        connection.prepareStatement(
            "INSERT INTO item (status, payload, created_at) VALUES ('new', ?, ?)");
    first =
        connection.prepareStatement(
            "SELECT id, payload FROM item WHERE status = 'new' ORDER BY id LIMIT 1");
    move = connection.prepareStatement("UPDATE item SET status = ? WHERE id = ?");
  }

  void run(String sql) throws SQLException {
    Sqlite.run(connection, sql);
  }

  void put(String item) throws SQLException {
    put.setString(1, item);
    put.setLong(2, System.currentTimeMillis());
    put.executeUpdate();
  }

  /** Takes the first, in a transaction; its id, or -1. */
  long take() throws SQLException {
    run("BEGIN IMMEDIATE");
    long id;
    try (ResultSet row = first.executeQuery()) {
      id = row.next() ? row.getLong(1) : -1;
    }
    if (id >= 0) {
      move("taken", id);
    }
    run("COMMIT");
    return id;
  }

  void finish(long id) throws SQLException {
    move("done", id);
  }

  private void move(String status, long id) throws SQLException {
    move.setString(1, status);
    move.setLong(2, id);
    move.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
