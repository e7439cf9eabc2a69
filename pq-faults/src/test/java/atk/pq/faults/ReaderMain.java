package atk.pq.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Begins to read a database and does not end, until it is told to. */
final class ReaderMain {
  private ReaderMain() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    try (Connection connection = FaultSql.open(Path.of(arguments[0]));
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM pq_item")) {
        row.next();
      }
      Pipe.ready();
      System.in.read();
    }
  }
}
