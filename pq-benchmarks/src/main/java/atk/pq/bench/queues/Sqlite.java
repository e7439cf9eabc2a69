package atk.pq.bench.queues;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.SQLiteConfig;

/** Connections for the contenders that are written on SQLite by hand: WAL, a flush per commit. */
final class Sqlite {
  private Sqlite() {}

  static Connection open(Path file) throws SQLException {
    return open(file, new Properties());
  }

  /** Without the SELECT that the driver else runs after each insert. */
  static Connection openWithoutGeneratedKeys(Path file) throws SQLException {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setGetGeneratedKeys(false);
    return open(file, settings.toProperties());
  }

  private static Connection open(Path file, Properties settings) throws SQLException {
    Connection connection = DriverManager.getConnection(url(file), settings);
    set(connection);
    return connection;
  }

  static String url(Path file) {
    return "jdbc:sqlite:" + file;
  }

  /** Sets what belongs to a connection. */
  static void set(Connection connection) throws SQLException {
    run(connection, "PRAGMA journal_mode = WAL");
    run(connection, "PRAGMA synchronous = FULL");
    run(connection, "PRAGMA wal_autocheckpoint = 4000");
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
