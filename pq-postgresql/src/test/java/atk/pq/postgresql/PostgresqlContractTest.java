package atk.pq.postgresql;

import atk.pq.testkit.EngineContract;
import atk.pq.testkit.EngineFixture;

/** The PostgreSQL engine keeps the contract of an engine. */
class PostgresqlContractTest extends EngineContract {
  @Override
  protected EngineFixture newFixture() {
    return new PostgresFixture();
  }
}
