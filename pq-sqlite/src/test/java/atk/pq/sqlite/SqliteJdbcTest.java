package atk.pq.sqlite;

import atk.pq.testkit.EngineFixture;
import atk.pq.testkit.JdbcContract;
import java.sql.Connection;
import java.sql.SQLException;

/** A queue on SQLite joins the transactions of the database it lives in. */
class SqliteJdbcTest extends JdbcContract {
  @Override
  protected EngineFixture newFixture() {
    return new SqliteFixture();
  }

  @Override
  protected Connection connect(EngineFixture store) throws SQLException {
    return ((SqliteFixture) store).connect();
  }
}
