package atk.pq.postgresql;

import atk.pq.testkit.EngineFixture;
import atk.pq.testkit.QueueContract;

/** A queue on PostgreSQL keeps what {@link atk.pq.PersistentQ} promises. */
class PostgresqlQueueTest extends QueueContract {
  @Override
  protected EngineFixture newFixture() {
    return new PostgresFixture();
  }
}
