package atk.pq.postgresql;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection. The driver keeps the prepared ones. Used by one thread at a
 * time.
 */
final class Statements {
  private final Connection connection;

  Statements(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** Turns the current row into a value. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Takes rows one by one. */
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /**
   * A column of an {@code unnest}: one value of every row; null stands for a column of nulls, which
   * {@code unnest} fills up. Arrays of the very type go to the server in binary form.
   */
  record Column(String type, @Nullable Object @Nullable [] values) {
    static <T> Column of(String type, List<T> rows, Function<T, ? extends @Nullable Object> value) {
      @Nullable Object[] values = array(type, rows.size());
      boolean isAllNull = values.length > 0;
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
        isAllNull &= values[i] == null;
      }
      return new Column(type, isAllNull ? null : values);
    }

    private static @Nullable Object[] array(String type, int size) {
      return switch (type) {
        case "bigint" -> new Long[size];
        case "integer", "smallint" -> new Integer[size];
        case "text" -> new String[size];
        case "bytea" -> new byte[size][];
        default -> throw new IllegalArgumentException("no column of " + type);
      };
    }

    static Column longs(List<Long> values) {
      return of("bigint", values, value -> value);
    }
  }

  /** A null that says its type. */
  record Null(int type) {}

  /** Runs a change; the number of rows it changed. */
  int update(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = bind(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Runs a query, or a change that returns rows, to the end. */
  void query(String sql, RowReader reader, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = bind(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  /** The first row's value, or null where there is no row. */
  <T> @Nullable T first(String sql, Row<T> reader, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = bind(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? reader.read(rows) : null;
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

  /** Runs a statement that gives nothing back. */
  void run(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  private PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      bind(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  private void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof Integer number) {
      statement.setInt(index, number);
    } else if (value instanceof Boolean flag) {
      statement.setBoolean(index, flag);
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else if (value instanceof Column column) {
      bind(statement, index, column);
    } else if (value instanceof Null none) {
      statement.setNull(index, none.type());
    } else if (value == null) {
      statement.setNull(index, Types.NULL);
    } else {
      throw new IllegalArgumentException("no parameter: " + value.getClass());
    }
  }

  private void bind(PreparedStatement statement, int index, Column column) throws SQLException {
    if (column.values() == null) {
      statement.setNull(index, Types.ARRAY, "_" + column.type());
    } else {
      statement.setArray(index, connection.createArrayOf(column.type(), column.values()));
    }
  }

  /** Text as it is stored where it may hold any character. */
  static byte @Nullable [] utf8(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  static @Nullable String text(byte @Nullable [] utf8) {
    return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
  }
}
