package atk.pq.postgresql;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import atk.pq.testkit.EngineFixture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A schema of its own in one database of the shared server, changed from outside with plain SQL.
 * Its time is moved by replacing {@code pq_now()}, which is all that the engine asks. A schema
 * whose test is over is emptied and serves the next: making the tables costs more than most tests.
 */
final class PostgresFixture implements EngineFixture {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final String DATABASE = SERVER.createDatabase("contract");
  private static final Connection OUTSIDE = SERVER.connect(DATABASE);
  private static final Deque<String> EMPTY = new ConcurrentLinkedDeque<>();

  static {
    run("SET synchronous_commit = off"); // what is done from outside need not outlive the server
  }

  private final String schema;
  private Duration ahead = Duration.ZERO;
  private boolean isSpoilt;

  PostgresFixture() {
    String empty = EMPTY.poll();
    schema = empty == null ? "s" + Long.toHexString(System.nanoTime()) : empty;
    if (empty == null) {
      run("CREATE SCHEMA " + schema);
    }
  }

  @Override
  public PqConfig.Builder config() {
    return PqConfig.builder(SERVER.url(DATABASE) + "?currentSchema=" + schema);
  }

  @Override
  public Engine open(PqConfig config) {
    return PostgresqlEngine.open(config);
  }

  /** A connection of a stranger's to the schema. */
  Connection connect() throws SQLException {
    Connection connection = SERVER.connect(DATABASE);
    connection.setSchema(schema);
    return connection;
  }

  @Override
  public void advance(Duration span) {
    ahead = ahead.plus(span);
    setTime();
  }

  private void setTime() {
    run(
        """
        CREATE OR REPLACE FUNCTION %s.pq_now() RETURNS bigint LANGUAGE sql STABLE AS
        $$ SELECT floor(extract(epoch FROM now()) * 1000)::bigint + %d $$"""
            .formatted(schema, ahead.toMillis()));
  }

  @Override
  public void damage(long id) {
    run("UPDATE %s.pq_item SET payload = payload || '!' WHERE id = %d".formatted(schema, id));
  }

  @Override
  public void pretendNewerRelease() {
    isSpoilt = true;
    run("UPDATE %s.pq_schema SET version = 1000".formatted(schema));
  }

  /** Not where nobody connected, or a move that was refused took them away. */
  private boolean hasTables() {
    try (Statement statement = OUTSIDE.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('%s.pq_item')".formatted(schema))) {
      return row.next() && row.getString(1) != null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(String sql) {
    try (Statement statement = OUTSIDE.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    if (isSpoilt || !hasTables()) {
      run("DROP SCHEMA %s CASCADE".formatted(schema));
      return;
    }
    run(
        """
        DROP TRIGGER IF EXISTS pq_moved ON %1$s.pq_item;
        DROP TRIGGER IF EXISTS pq_moved ON %1$s.pq_queue;
        DROP TABLE IF EXISTS %1$s.pq_move;
        DELETE FROM %1$s.pq_item; DELETE FROM %1$s.pq_crash;
        DELETE FROM %1$s.pq_queue; DELETE FROM %1$s.pq_priority"""
            .formatted(schema));
    if (!ahead.isZero()) {
      ahead = Duration.ZERO;
      setTime();
    }
    EMPTY.add(schema);
  }
}
