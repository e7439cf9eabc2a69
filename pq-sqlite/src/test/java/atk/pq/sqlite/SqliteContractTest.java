package atk.pq.sqlite;

import atk.pq.testkit.EngineContract;
import atk.pq.testkit.EngineFixture;

/** The SQLite engine keeps the contract of an engine. */
class SqliteContractTest extends EngineContract {
  @Override
  protected EngineFixture newFixture() {
    return new SqliteFixture();
  }
}
