package atk.pq.bench.queues;

import java.nio.file.Path;
import java.sql.SQLException;

/** A connection for every caller, which wait for each other by SQLite's busy_timeout. */
final class PooledSqlite implements Contender {
  private final Path file;

  PooledSqlite(Path folder) throws SQLException {
    file = folder.resolve("pool.db");
    new NaiveItems(file).close(); // makes the table
  }

  @Override
  public Caller caller() throws SQLException {
    return new OwnConnection(new NaiveItems(file));
  }

  private record OwnConnection(NaiveItems items) implements OneByOne {
    @Override
    public void put(String item) throws SQLException {
      items.put(item);
    }

    @Override
    public boolean finishOne() throws SQLException {
      long id = items.take();
      if (id >= 0) {
        items.finish(id);
      }
      return id >= 0;
    }

    @Override
    public void close() throws SQLException {
      items.close();
    }
  }

  @Override
  public void close() {}
}
