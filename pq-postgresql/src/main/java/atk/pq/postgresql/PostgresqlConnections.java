package atk.pq.postgresql;

import atk.pq.Durability;
import atk.pq.PqConfig;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.postgresql.Driver;

/**
 * Two small pools, one to write and one to read, and the way to a connection outside of them. Safe
 * for use by many threads.
 */
final class PostgresqlConnections implements AutoCloseable {
  /** How many turns commit side by side: while one is flushed, the next is run. */
  static final int LANES = 2;

  /** The lanes, and one for wake-ups. */
  private static final int WRITERS = LANES + 1;

  private static final int READERS = 4;

  /**
   * A writer finds rows by index, whatever the statistics of a fast-changing table say at the
   * moment; and a client that hangs inside a transaction does not hold up the others for ever.
   */
  private static final String SET_UP_WRITER =
      """
      SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off;
      SET enable_mergejoin = off; SET jit = off; SET idle_in_transaction_session_timeout = '10s';
      SET lock_timeout = %d; SET synchronous_commit = %s""";

  private static final String SET_UP_READER =
      "SET jit = off; SET idle_in_transaction_session_timeout = '60s'";

  private final ServerAddress address;
  private final HikariDataSource writers;
  private final HikariDataSource readers;

  private PostgresqlConnections(
      ServerAddress address, HikariDataSource writers, HikariDataSource readers) {
    this.address = address;
    this.writers = writers;
    this.readers = readers;
  }

  static PostgresqlConnections open(ServerAddress address, PqConfig config, String serverDefault) {
    long lockMillis = Math.max(1, Math.min(Integer.MAX_VALUE, config.busyTimeout().toMillis()));
    HikariConfig write = pool(address, "pq-write", WRITERS);
    write.setConnectionInitSql(setUpWriter(lockMillis, flushing(config, serverDefault)));
    HikariConfig read = pool(address, "pq-read", READERS);
    read.setConnectionInitSql(SET_UP_READER);
    read.setReadOnly(true);
    read.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    return new PostgresqlConnections(
        address, new HikariDataSource(write), new HikariDataSource(read));
  }

  static String setUpWriter(long lockMillis, String flushing) {
    return SET_UP_WRITER.formatted(lockMillis, flushing);
  }

  /** What the server does by default is kept, unless it acknowledges before the flush. */
  private static String flushing(PqConfig config, String serverDefault) {
    if (config.durability() != Durability.FLUSH) {
      return "off";
    }
    return serverDefault.equals("off") ? "on" : serverDefault;
  }

  private static HikariConfig pool(ServerAddress address, String name, int size) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setDriverClassName(Driver.class.getName());
    pool.setJdbcUrl(address.jdbcUrl());
    pool.setDataSourceProperties(address.properties());
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(0);
    pool.setIdleTimeout(60_000);
    pool.setAutoCommit(false);
    pool.setIsolateInternalQueries(
        true); // else the set-up of a connection leaves a transaction open
    pool.setInitializationFailTimeout(-1);
    pool.setConnectionTimeout(1_000); // the engine asks again; the pool's own rests grow with it
    return pool;
  }

  /** A connection of its own, for a look before the pools are there, and to listen. */
  static Connection connect(ServerAddress address) throws SQLException {
    Driver driver = new Driver(); // the DriverManager may belong to another class loader
    return Objects.requireNonNull(driver.connect(address.jdbcUrl(), address.properties()));
  }

  Connection listener() throws SQLException {
    return connect(address);
  }

  Connection writer() throws SQLException {
    return writers.getConnection();
  }

  Connection reader() throws SQLException {
    return readers.getConnection();
  }

  @Override
  public void close() {
    writers.close();
    readers.close();
  }
}
