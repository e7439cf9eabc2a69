package atk.pq.faults;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The control: a queue as one would write it first, one autocommitted {@code INSERT … RETURNING} a
 * put, with SQLite's safest settings. Its driver drops the error of a commit that fails while the
 * result is closed.
 */
final class NaiveMain {
  private NaiveMain() {}

  public static void main(String[] arguments) throws SQLException {
    try (Connection connection = FaultSql.open(Path.of(arguments[0]));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA synchronous = FULL");
      Pipe.ready();
      for (int i = 0; i < 30; i++) {
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO item (text) VALUES (?) RETURNING id")) {
          insert.setString(1, "item " + i);
          try (ResultSet row = insert.executeQuery()) {
            Pipe.say(Ack.PUT, row.next() ? row.getLong(1) : -1, "item " + i);
          }
        } catch (SQLException e) {
          Pipe.say(Ack.UNKNOWN, 0, "item " + i);
        }
      }
    }
  }
}
