package atk.pq.bench.queues;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What one writes first: one connection, a mutex around it, one transaction per call. */
final class NaiveSqlite implements Contender {

  static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS item (
        id INTEGER PRIMARY KEY AUTOINCREMENT, status TEXT NOT NULL, payload TEXT NOT NULL,
        created_at INTEGER NOT NULL)""";
  static final String INDEX = "CREATE INDEX IF NOT EXISTS item_status ON item (status, id)";
  static final String PUT = "INSERT INTO item (status, payload, created_at) VALUES ('new', ?, ?)";
  static final String FIRST =
      "SELECT id, payload FROM item WHERE status = 'new' ORDER BY id LIMIT 1";
  static final String MOVE = "UPDATE item SET status = ? WHERE id = ?";

  private final Connection connection;
  private final PreparedStatement put;
  private final PreparedStatement first;
  private final PreparedStatement move;

  NaiveSqlite(Path folder) throws SQLException {
    connection = Sqlite.open(folder.resolve("naive.db"));
    Sqlite.run(connection, TABLE);
    Sqlite.run(connection, INDEX);
    put = connection.prepareStatement(PUT);
    first = connection.prepareStatement(FIRST);
    move = connection.prepareStatement(MOVE);
  }

  @Override
  public Caller caller() {
    return new MutexCaller();
  }

  private final class MutexCaller implements Caller {
    @Override
    public void put(String item) throws SQLException {
      insert(List.of(item));
    }

    @Override
    public void putAll(List<String> items) throws SQLException {
      insert(items);
    }

    @Override
    public boolean finishOne() throws SQLException {
      return finishSome(1) == 1;
    }

    @Override
    public int finishSome(int max) throws SQLException {
      int finished = 0;
      for (long id = claim(); id >= 0; id = finished < max ? claim() : -1) {
        move("done", id);
        finished++;
      }
      return finished;
    }
  }

  private synchronized void insert(List<String> items) throws SQLException {
    Sqlite.run(connection, "BEGIN IMMEDIATE");
    for (String item : items) {
      put.setString(1, item);
      put.setLong(2, System.currentTimeMillis());
      put.executeUpdate();
    }
    Sqlite.run(connection, "COMMIT");
  }

  private synchronized long claim() throws SQLException {
    Sqlite.run(connection, "BEGIN IMMEDIATE");
    long id;
    try (ResultSet row = first.executeQuery()) {
      id = row.next() ? row.getLong(1) : -1;
    }
    if (id >= 0) {
      move("taken", id);
    }
    Sqlite.run(connection, "COMMIT");
    return id;
  }

  private synchronized void move(String status, long id) throws SQLException {
    move.setString(1, status);
    move.setLong(2, id);
    move.executeUpdate();
  }

  @Override
  public synchronized void close() throws SQLException {
    connection.close();
  }
}
