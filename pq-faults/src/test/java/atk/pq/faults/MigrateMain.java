package atk.pq.faults;

import atk.pq.internal.Migrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Upgrades a file by one test-only version, as the engine does: in one transaction. */
final class MigrateMain {
  private MigrateMain() {}

  public static void main(String[] arguments) throws SQLException {
    Migrations migrations =
        new Migrations(MigrateMain.class, List.of("V001__queue.sql", "V002__test.sql"));
    try (Connection connection = FaultSql.open(Path.of(arguments[0]));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = FULL");
      Pipe.ready();
      statement.execute("BEGIN IMMEDIATE");
      int version = migrations.versionOf(connection, true);
      migrations.apply(connection, version, 0);
      statement.execute("PRAGMA user_version = " + migrations.latest());
      statement.execute("COMMIT");
      Pipe.say(Ack.DONE, migrations.latest(), "upgraded");
    }
  }
}
