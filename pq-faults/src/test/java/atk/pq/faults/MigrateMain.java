package atk.pq.faults;

import atk.pq.PersistentQ;
import atk.pq.sqlite.NextRelease;
import java.nio.file.Path;
import java.sql.SQLException;

/** Opens a file with the next release, which upgrades it. */
final class MigrateMain {
  private MigrateMain() {}

  public static void main(String[] arguments) throws SQLException {
    FaultSql.ask(Path.of(":memory:"), "SELECT 1"); // loads the driver before it is timed
    Pipe.ready();
    try (PersistentQ pq = PersistentQ.connect(NextRelease.config(Path.of(arguments[0])))) {
      Pipe.say(Ack.DONE, pq.counts().size(), "upgraded");
    }
  }
}
