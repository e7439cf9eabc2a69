package atk.pq.bench.queues;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sqlite.SQLiteConnection;

/**
 * A pool of a few connections for all callers. The connections wait for each other by SQLite's
 * busy_timeout, the callers for a connection by the pool.
 */
final class PooledSqlite implements Contender {
  private static final int CONNECTIONS = 8;

  private final HikariDataSource pool;

  /** The statements stay prepared with their connection. */
  private final Map<Connection, NaiveItems> prepared = new ConcurrentHashMap<>();

  PooledSqlite(Path folder) throws SQLException {
    Path file = folder.resolve("pool.db");
    new NaiveItems(file).close(); // makes the table
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Sqlite.url(file));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(60_000);
    pool = new HikariDataSource(config);
  }

  @Override
  public Caller caller() {
    return new OfPool();
  }

  /** Something done on a connection. */
  private interface Step<T> {
    T on(NaiveItems items) throws SQLException;
  }

  private <T> T withConnection(Step<T> step) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      Connection own = connection.unwrap(SQLiteConnection.class);
      NaiveItems items = prepared.get(own);
      if (items == null) {
        Sqlite.set(own);
        items = new NaiveItems(own);
        prepared.put(own, items);
      }
      return step.on(items);
    }
  }

  private final class OfPool implements InBatches {
    @Override
    public void put(String item) throws SQLException {
      withConnection(
          items -> {
            items.put(item);
            return item;
          });
    }

    @Override
    public void putAll(List<String> all) throws SQLException {
      withConnection(
          items -> {
            items.putAll(all);
            return all;
          });
    }

    @Override
    public int finishSome(int max) throws SQLException {
      return withConnection(
          items -> {
            List<Long> ids = items.take(max);
            if (!ids.isEmpty()) {
              items.finish(ids);
            }
            return ids.size();
          });
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
