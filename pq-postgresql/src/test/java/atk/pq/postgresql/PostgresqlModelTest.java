package atk.pq.postgresql;

import atk.pq.testkit.EngineFixture;
import atk.pq.testkit.ModelBasedTest;

/** The PostgreSQL engine does what the state diagram says, over random sequences. */
class PostgresqlModelTest extends ModelBasedTest {
  @Override
  protected EngineFixture newFixture() {
    return new PostgresFixture();
  }

  /** A server takes longer than a file: the long run is {@code -Dpq.model.sequences=10000}. */
  @Override
  protected int sequences() {
    return 150;
  }
}
