package atk.pq.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A statement as the server ran it: its plan, how many buffers it touched in all, and how many to
 * find and lock the rows it was to change.
 */
record Explained(String plan, long buffers, long buffersToFind) {
  private static final Pattern BUFFERS = Pattern.compile("Buffers: shared([^\\n]*)");
  private static final Pattern COUNT = Pattern.compile("(hit|read)=(\\d+)");

  /** How the server plans a statement: for the values at hand, or once for all values. */
  enum Planning {
    CUSTOM,
    GENERIC
  }

  /**
   * Runs the statement on a connection that is set up as the engine's writers are, and takes it
   * back.
   *
   * @param values SQL literals for its parameters
   */
  static Explained run(Connection connection, Planning planning, String sql, Object... values)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(PostgresqlConnections.setUpWriter(30_000, "on"));
      statement.execute(
          "SET plan_cache_mode = force_" + planning.name().toLowerCase(Locale.ROOT) + "_plan");
      statement.execute("PREPARE explained AS " + numbered(sql));
      String call = Arrays.stream(values).map(String::valueOf).collect(Collectors.joining(", "));
      return read(
          statement.executeQuery(
              "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) EXECUTE explained"
                  + (values.length == 0 ? "" : "(" + call + ")")));
    } finally {
      connection.rollback();
      try (Statement statement = connection.createStatement()) {
        statement.execute("DEALLOCATE ALL");
      }
      connection.commit();
    }
  }

  private static Explained read(ResultSet rows) throws SQLException {
    StringBuilder plan = new StringBuilder();
    while (rows.next()) {
      plan.append(rows.getString(1)).append('\n');
    }
    int find = plan.indexOf("LockRows");
    return new Explained(
        plan.toString(),
        firstBuffers(plan.toString()),
        find < 0 ? 0 : firstBuffers(plan.substring(find)));
  }

  /** A node says what it touched together with those below it. */
  private static long firstBuffers(String plan) {
    Matcher top = BUFFERS.matcher(plan);
    long buffers = 0;
    if (top.find()) {
      Matcher count = COUNT.matcher(top.group(1));
      while (count.find()) {
        buffers += Long.parseLong(count.group(2));
      }
    }
    return buffers;
  }

  private static String numbered(String sql) {
    StringBuilder text = new StringBuilder();
    int next = 1;
    for (char c : sql.toCharArray()) {
      text.append(c == '?' ? "$" + next++ : String.valueOf(c));
    }
    return text.toString();
  }
}
