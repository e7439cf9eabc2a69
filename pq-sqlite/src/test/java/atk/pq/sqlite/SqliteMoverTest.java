package atk.pq.sqlite;

import atk.pq.testkit.MoverContract;
import atk.pq.testkit.MoverTroubleContract;
import org.junit.jupiter.api.Nested;

/** A move from one SQLite file to another. */
class SqliteMoverTest {
  @Nested
  class Moves extends MoverContract {
    Moves() {
      super(SqliteFixture::new, SqliteFixture::new);
    }
  }

  @Nested
  class Trouble extends MoverTroubleContract {
    Trouble() {
      super(SqliteFixture::new, SqliteFixture::new);
    }
  }
}
