package atk.pq.sqlite;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import atk.pq.testkit.EngineFixture;
import atk.pq.testkit.SettableClock;
import atk.pq.testkit.TemporaryFolder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A file in a folder of its own, changed from outside with plain SQL. */
final class SqliteFixture implements EngineFixture {
  private final SettableClock clock = new SettableClock();
  private final TemporaryFolder folder = new TemporaryFolder("pq-contract");
  private final Path file = folder.resolve("jobs.db");

  @Override
  public PqConfig.Builder config() {
    return PqConfig.builder(file.toString()).clock(clock);
  }

  @Override
  public Engine open(PqConfig config) {
    return SqliteEngine.open(config);
  }

  @Override
  public void advance(Duration span) {
    clock.advance(span);
  }

  @Override
  public void damage(long id) {
    run("UPDATE pq_item SET payload = payload || '!' WHERE id = " + id);
  }

  @Override
  public void pretendNewerRelease() {
    run("PRAGMA user_version = 1000");
  }

  /** A connection of a stranger's to the file. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=30000");
  }

  private void run(String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 30000");
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Override
  public void close() {
    folder.close();
  }
}
