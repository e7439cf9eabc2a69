package atk.pq.bench.queues;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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
            "SELECT id, payload FROM item WHERE status = 'new' ORDER BY id LIMIT ?");
    move = connection.prepareStatement("UPDATE item SET status = ? WHERE id = ?");
  }

  void run(String sql) throws SQLException {
    Sqlite.run(connection, sql);
  }

  /** Puts one, in a transaction of its own where none is open. */
  void put(String item) throws SQLException {
    set(item);
    put.executeUpdate();
  }

  private void set(String item) throws SQLException {
    put.setString(1, item);
    put.setLong(2, System.currentTimeMillis());
  }

  /** Puts all in one transaction. */
  void putAll(List<String> items) throws SQLException {
    run("BEGIN IMMEDIATE");
    if (items.size() == 1) {
      put(items.get(0));
    } else {
      for (String item : items) {
        set(item);
        put.addBatch();
      }
      put.executeBatch();
    }
    run("COMMIT");
  }

  /** Takes up to so many of the first, in one transaction; their ids. */
  List<Long> take(int max) throws SQLException {
    run("BEGIN IMMEDIATE");
    List<Long> ids = new ArrayList<>();
    first.setInt(1, max);
    try (ResultSet rows = first.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
        if (rows.getString(2).isEmpty()) {
          throw new IllegalStateException("the payload is gone");
        }
      }
    }
    move("taken", ids);
    run("COMMIT");
    return ids;
  }

  /** Finishes all in one transaction. */
  void finish(List<Long> ids) throws SQLException {
    if (ids.size() < 2) {
      move("done", ids);
      return;
    }
    run("BEGIN IMMEDIATE");
    move("done", ids);
    run("COMMIT");
  }

  private void move(String status, List<Long> ids) throws SQLException {
    for (long id : ids) {
      move.setString(1, status);
      move.setLong(2, id);
      if (ids.size() == 1) {
        move.executeUpdate();
        return;
      }
      move.addBatch();
    }
    move.executeBatch();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
