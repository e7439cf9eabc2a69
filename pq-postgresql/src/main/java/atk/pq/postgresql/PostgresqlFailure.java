package atk.pq.postgresql;

import java.sql.SQLException;

/** An {@link SQLException} on its way through a verb to the engine, which says what it means. */
final class PostgresqlFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient SQLException cause;

  private PostgresqlFailure(SQLException cause) {
    super(cause);
    this.cause = cause;
  }

  SQLException sql() {
    return cause;
  }

  /** A step that PostgreSQL may refuse. */
  interface Step<T> {
    T run() throws SQLException;
  }

  /** Carries PostgreSQL's errors out of a verb. */
  static <T> T checked(Step<T> step) {
    try {
      return step.run();
    } catch (SQLException e) {
      throw new PostgresqlFailure(e);
    }
  }
}
