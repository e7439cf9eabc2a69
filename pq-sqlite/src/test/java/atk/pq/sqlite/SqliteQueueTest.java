package atk.pq.sqlite;

import atk.pq.testkit.EngineFixture;
import atk.pq.testkit.QueueContract;

/** A queue on SQLite keeps what {@link atk.pq.PersistentQ} promises. */
class SqliteQueueTest extends QueueContract {
  @Override
  protected EngineFixture newFixture() {
    return new SqliteFixture();
  }
}
