package atk.pq.postgresql;

import atk.pq.NotAQueueException;
import atk.pq.PqConfig;
import atk.pq.QueueNotFoundException;
import atk.pq.internal.Migrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Makes and upgrades the tables. */
final class PostgresqlSchema {
  private final Migrations migrations =
      new Migrations(PostgresqlSchema.class, List.of("V001__queue.sql"));
  private final PqConfig config;
  private final ServerAddress address;

  PostgresqlSchema(PqConfig config, ServerAddress address) {
    this.config = config;
    this.address = address;
  }

  /**
   * Brings the tables up to date in one transaction; does nothing where they are.
   *
   * @return whether it made them
   */
  boolean prepare(Connection connection) throws SQLException {
    Statements statements = new Statements(connection);
    if (versionOf(statements) == migrations.latest()) {
      return false;
    }
    connection.setAutoCommit(false);
    try {
      statements.query(PostgresqlSql.LOCK_SCHEMA, row -> {});
      int version = versionOf(statements);
      refuse(statements, version);
      long now = statements.number(PostgresqlSql.CLOCK, 0);
      migrations.apply(connection, version, now);
      connection.commit();
      return version == 0;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** Removes the tables in one transaction, unless something was ever put, or is being put. */
  void removeIfUnused(Connection connection) throws SQLException {
    // not as of a time before the locks, whatever the server's default is
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
    try {
      Statements statements = new Statements(connection);
      statements.query(PostgresqlSql.LOCK_SCHEMA, row -> {});
      statements.run(PostgresqlMoveSql.WAIT_SHORTLY);
      statements.run(PostgresqlMoveSql.LOCK_ALL);
      if (statements.number(PostgresqlMoveSql.USED, 1) == 0) {
        for (String drop : PostgresqlMoveSql.REMOVE) {
          statements.run(drop);
        }
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    }
  }

  private int versionOf(Statements statements) throws SQLException {
    return migrations.versionOf(statements.connection(), has(statements, "pq_schema"));
  }

  private void refuse(Statements statements, int version) throws SQLException {
    if (version == 0 && has(statements, "pq_item")) {
      throw new NotAQueueException(
          address + " has a table pq_item that is not Pq's; name another database or schema");
    } else if (version == 0 && !config.create()) {
      throw new QueueNotFoundException(
          "there is no queue at " + address + "; put something first, or check the name");
    }
  }

  private static boolean has(Statements statements, String table) throws SQLException {
    return Boolean.TRUE.equals(
        statements.first(PostgresqlSql.HAS_TABLE, row -> row.getBoolean(1), table));
  }
}
