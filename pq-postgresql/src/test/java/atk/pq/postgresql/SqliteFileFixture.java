package atk.pq.postgresql;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import atk.pq.testkit.EngineFixture;
import atk.pq.testkit.TemporaryFolder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A SQLite file in a folder of its own, as the other side of a move. */
final class SqliteFileFixture implements EngineFixture {
  private final TemporaryFolder folder = new TemporaryFolder("pq-move");

  @Override
  public PqConfig.Builder config() {
    return PqConfig.builder(folder.resolve("jobs.db").toString());
  }

  @Override
  public Engine open(PqConfig config) {
    throw new UnsupportedOperationException("a Mover opens it by its name");
  }

  @Override
  public void advance(Duration span) {
    throw new UnsupportedOperationException("nothing in a move waits for its time");
  }

  @Override
  public void damage(long id) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobs.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE pq_item SET payload = payload || '!' WHERE id = " + id);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void pretendNewerRelease() {
    throw new UnsupportedOperationException("tested where it belongs");
  }

  @Override
  public void close() {
    folder.close();
  }
}
