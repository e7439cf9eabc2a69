package atk.pq.postgresql;

import atk.pq.testkit.EngineFixture;
import atk.pq.testkit.JdbcContract;
import java.sql.Connection;
import java.sql.SQLException;

/** A queue on PostgreSQL joins the transactions of the database it lives in. */
class PostgresqlJdbcTest extends JdbcContract {
  @Override
  protected EngineFixture newFixture() {
    return new PostgresFixture();
  }

  @Override
  protected Connection connect(EngineFixture store) throws SQLException {
    return ((PostgresFixture) store).connect();
  }
}
