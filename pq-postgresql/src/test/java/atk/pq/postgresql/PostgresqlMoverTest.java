package atk.pq.postgresql;

import atk.pq.testkit.MoverContract;
import atk.pq.testkit.MoverTroubleContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** A move to PostgreSQL and back. */
@Tag("slow")
class PostgresqlMoverTest {
  @Nested
  class FromSqlite extends MoverContract {
    FromSqlite() {
      super(SqliteFileFixture::new, PostgresFixture::new);
    }
  }

  @Nested
  class ToSqlite extends MoverContract {
    ToSqlite() {
      super(PostgresFixture::new, SqliteFileFixture::new);
    }
  }

  @Nested
  class TroubleFromSqlite extends MoverTroubleContract {
    TroubleFromSqlite() {
      super(SqliteFileFixture::new, PostgresFixture::new);
    }
  }

  @Nested
  class TroubleToSqlite extends MoverTroubleContract {
    TroubleToSqlite() {
      super(PostgresFixture::new, SqliteFileFixture::new);
    }
  }
}
