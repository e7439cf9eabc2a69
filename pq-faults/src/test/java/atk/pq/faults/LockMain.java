package atk.pq.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Takes the write lock of a database and keeps it until it is told to let go. */
final class LockMain {
  private LockMain() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    try (Connection connection = FaultSql.open(Path.of(arguments[0]));
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      statement.execute("UPDATE pq_queue SET paused = 1");
      Pipe.ready();
      if (System.in.read() >= 0) {
        statement.execute("ROLLBACK");
      }
    }
  }
}
