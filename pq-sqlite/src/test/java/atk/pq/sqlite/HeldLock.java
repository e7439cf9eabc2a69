package atk.pq.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Another program's transaction on a file: nobody else can write until it is closed. */
final class HeldLock implements AutoCloseable {
  private final Connection other;

  HeldLock(Path file) throws SQLException {
    other = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
    }
  }

  @Override
  public void close() throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute("ROLLBACK");
    }
    other.close();
  }
}
