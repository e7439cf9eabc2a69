package atk.pq.sqlite;

import atk.pq.testkit.EngineFixture;
import atk.pq.testkit.ModelBasedTest;

/** The SQLite engine does what the state diagram says, over 10,000 random sequences. */
class SqliteModelTest extends ModelBasedTest {
  @Override
  protected EngineFixture newFixture() {
    return new SqliteFixture();
  }
}
