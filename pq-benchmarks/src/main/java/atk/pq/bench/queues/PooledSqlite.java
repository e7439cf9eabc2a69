package atk.pq.bench.queues;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A connection for every caller, which wait for each other by SQLite's busy_timeout. */
final class PooledSqlite implements Contender {
  private final Path file;

  PooledSqlite(Path folder) throws SQLException {
    file = folder.resolve("pool.db");
    try (Connection connection = Sqlite.open(file)) {
      Sqlite.run(connection, NaiveSqlite.TABLE);
      Sqlite.run(connection, NaiveSqlite.INDEX);
    }
  }

  @Override
  public Caller caller() throws SQLException {
    return new OwnConnection(file);
  }

  private static final class OwnConnection implements OneByOne {
    private final Connection connection;
    private final PreparedStatement put;
    private final PreparedStatement first;
    private final PreparedStatement move;

    OwnConnection(Path file) throws SQLException {
      connection = Sqlite.open(file);
      Sqlite.run(connection, "PRAGMA busy_timeout = 60000");
      put = connection.prepareStatement(NaiveSqlite.PUT);
      first = connection.prepareStatement(NaiveSqlite.FIRST);
      move = connection.prepareStatement(NaiveSqlite.MOVE);
    }

    @Override
    public void put(String item) throws SQLException {
      put.setString(1, item);
      put.setLong(2, System.currentTimeMillis());
      put.executeUpdate();
    }

    @Override
    public boolean finishOne() throws SQLException {
      Sqlite.run(connection, "BEGIN IMMEDIATE");
      long id;
      try (ResultSet row = first.executeQuery()) {
        id = row.next() ? row.getLong(1) : -1;
      }
      if (id >= 0) {
        move("taken", id);
      }
      Sqlite.run(connection, "COMMIT");
      if (id >= 0) {
        move("done", id);
      }
      return id >= 0;
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

  @Override
  public void close() {}
}
