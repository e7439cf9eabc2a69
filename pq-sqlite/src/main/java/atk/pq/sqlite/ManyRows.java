package atk.pq.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement over rows of values, in forms for 64, 32 … 1 of them: running a statement costs more
 * than a row does, so any number of rows takes as few runs as there are forms for.
 */
final class ManyRows {
  /** Rows of the largest form. */
  static final int MOST = 64;

  private final List<String> forms = new ArrayList<>();
  private final int shared;
  private final int perRow;

  /**
   * @param shared how many parameters, from 1 on, are the same for all rows
   * @param row the values of one row, its parameters written {@code ?%1$d}, {@code ?%2$d} …
   * @param perRow how many parameters a row has
   */
  ManyRows(int shared, String before, String row, int perRow, String after) {
    this.shared = shared;
    this.perRow = perRow;
    for (int rows = MOST; rows > 0; rows /= 2) {
      StringBuilder sql = new StringBuilder(before);
      for (int i = 0; i < rows; i++) {
        Object[] numbers = new Object[perRow];
        int first = shared + 1 + i * perRow;
        Arrays.setAll(numbers, parameter -> first + parameter);
        sql.append(i == 0 ? "" : ",\n").append(row.formatted(numbers));
      }
      forms.add(sql.append(after).toString());
    }
  }

  /** Binds one row's parameters, the first of which has this index. */
  interface Binder<T> {
    void bind(PreparedStatement statement, int first, T row) throws SQLException;
  }

  /** The form for the most rows, as an example of all. */
  String largest() {
    return forms.get(0);
  }

  /** Runs it for all rows; the number of rows it changed. */
  <T> int update(
      Statements statements, List<T> rows, Binder<T> binder, @Nullable Object... sharedParameters)
      throws SQLException {
    int changed = 0;
    int from = 0;
    int size = MOST;
    for (String sql : forms) {
      for (; rows.size() - from >= size; from += size) {
        PreparedStatement statement = statements.bind(sql, sharedParameters);
        for (int i = 0; i < size; i++) {
          binder.bind(statement, shared + 1 + i * perRow, rows.get(from + i));
        }
        changed += statement.executeUpdate();
      }
      size /= 2;
    }
    return changed;
  }
}
