package atk.pq.sqlite;

import atk.pq.internal.Log;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection and its prepared statements, which are kept: the driver has no cache, and
 * preparing costs more than running. Used by one thread at a time.
 */
final class Statements implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new IdentityHashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** Turns the current row into a value. */
  interface Row<T> {
    @Nullable T read(ResultSet row) throws SQLException;
  }

  /** The statement, with these parameters bound. */
  PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      bind(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof Integer number) {
      statement.setInt(index, number);
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else if (value == null) {
      statement.setNull(index, java.sql.Types.NULL);
    } else {
      throw new IllegalArgumentException("no SQLite value: " + value.getClass());
    }
  }

  /** Runs a change; the number of rows it changed. */
  int update(String sql, @Nullable Object... parameters) throws SQLException {
    try {
      return bind(sql, parameters).executeUpdate();
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /** Runs a query to the end. */
  void query(String sql, RowReader reader, @Nullable Object... parameters) throws SQLException {
    try (ResultSet rows = bind(sql, parameters).executeQuery()) {
      while (rows.next()) {
        reader.read(rows);
      }
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /** Takes rows one by one. */
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /** The first row's value, or null where there is no row. */
  <T> @Nullable T first(String sql, Row<T> reader, @Nullable Object... parameters)
      throws SQLException {
    try (ResultSet rows = bind(sql, parameters).executeQuery()) {
      return rows.next() ? reader.read(rows) : null;
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /** The number in the first row; {@code otherwise} where there is none, or NULL. */
  long number(String sql, long otherwise, @Nullable Object... parameters) throws SQLException {
    Long number =
        first(
            sql,
            row -> {
              long value = row.getLong(1);
              return row.wasNull() ? otherwise : value;
            },
            parameters);
    return number == null ? otherwise : number;
  }

  /** Runs a statement that takes and gives nothing, such as COMMIT. */
  void run(String sql) throws SQLException {
    try {
      bind(sql).execute();
    } catch (SQLException e) {
      throw forget(sql, e);
    }
  }

  /**
   * The driver finalizes a statement that fails (unless with "busy", or a constraint), and would
   * refuse it ever after: it is prepared again when it is next used.
   */
  private SQLException forget(String sql, SQLException why) {
    PreparedStatement failed = prepared.remove(sql);
    try {
      if (failed != null) {
        failed.close();
      }
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
    return why;
  }

  /** Ends a transaction that failed. SQLite has ended it by itself after some errors. */
  void rollBack() {
    try {
      closeStatements();
      pragma(SqliteSql.ROLLBACK);
    } catch (SQLException e) {
      Log.debug("rollback: " + e.getMessage());
    }
  }

  /** Runs a PRAGMA, which acts when it is prepared and so is never kept. */
  void pragma(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    closeStatements();
    connection.close();
  }

  /** Ends with the connection left open, where it belongs to another. */
  void closeStatements() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepared.clear();
  }
}
