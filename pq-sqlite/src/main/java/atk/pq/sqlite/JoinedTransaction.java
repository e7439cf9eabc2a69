package atk.pq.sqlite;

import atk.pq.InvalidRequestException;
import atk.pq.PqConfig;
import atk.pq.spi.WriteTx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/** Work done on the caller's own connection, in the transaction that the caller has open there. */
final class JoinedTransaction {
  private final PqConfig config;
  private final SqliteFile file;

  JoinedTransaction(PqConfig config, SqliteFile file) {
    this.config = config;
    this.file = file;
  }

  <R> R run(Connection connection, Function<WriteTx, R> work) throws SQLException, IOException {
    checkBegun(connection);
    Statements statements = new Statements(connection);
    statements.run(SqliteSql.TAKE_WRITE_LOCK);
    checkHere(statements);
    SqliteWriteTx tx =
        new SqliteWriteTx(
            statements,
            new SqliteMemory(config),
            new SqliteSpace(file.sibling("-reserve"), file.path(), Files.getFileStore(file.path())),
            config.clock().millis());
    R answer = work.apply(tx);
    tx.finish();
    statements.closeStatements();
    return answer;
  }

  private static void checkBegun(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new InvalidRequestException(
          "the connection commits by itself: call setAutoCommit(false) and commit when all is done");
    }
  }

  private void checkHere(Statements statements) throws SQLException, IOException {
    String main = statements.first(SqliteSql.MAIN_FILE, row -> row.getString(1));
    if (main == null || main.isEmpty() || !Files.isSameFile(Path.of(main), file.path())) {
      throw new InvalidRequestException(
          "the connection leads to \"" + main + "\", but the queue lives in " + file.path());
    }
  }
}
