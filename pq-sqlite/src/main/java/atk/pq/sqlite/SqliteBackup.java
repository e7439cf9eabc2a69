package atk.pq.sqlite;

import atk.pq.CorruptQueueException;
import atk.pq.InvalidRequestException;
import atk.pq.StoreAccessException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * Copies an open database into a new file with SQLite's backup API: all pages in one step, so under
 * one read transaction, which sees whatever was committed before it began. In several steps the
 * copy would begin again whenever another process commits, and under load never end.
 *
 * <p>The copy is made under another name, checked, flushed, and then linked to its own.
 */
final class SqliteBackup {
  private static final int ALL_PAGES = -1;
  private static final int BUSY_MILLIS = 100;
  private static final int BUSY_TIMES = 100;

  private final SqliteReaders readers;

  SqliteBackup(SqliteReaders readers) {
    this.readers = readers;
  }

  void to(Path file) {
    Path target = file.toAbsolutePath();
    Path fresh = target.resolveSibling(target.getFileName() + "-backup");
    if (Files.exists(target)) {
      throw exists(target, null);
    }
    try {
      Files.deleteIfExists(fresh); // of a backup that was killed
      Files.createFile(fresh, SqliteFile.OWNER_ONLY);
      readers.copy(connection -> copy(connection, fresh));
      check(fresh);
      SqliteFile.flush(fresh);
      Files.createLink(target, fresh);
      SqliteFile.flushFolder(target);
    } catch (FileAlreadyExistsException e) {
      throw exists(target, e);
    } catch (IOException e) {
      throw new StoreAccessException("cannot write the backup " + target + ": " + e, e);
    } catch (SQLException e) {
      throw SqliteErrors.nothingHappened(e, target);
    } finally {
      SqliteFile.deleteWithSiblings(fresh);
    }
  }

  private static InvalidRequestException exists(Path target, @Nullable IOException e) {
    return new InvalidRequestException(
        target + " exists already; a backup overwrites nothing: name another file", e);
  }

  private static void copy(Connection connection, Path fresh) throws SQLException {
    DB database = connection.unwrap(SQLiteConnection.class).getDatabase();
    int code = database.backup("main", fresh.toString(), null, BUSY_MILLIS, BUSY_TIMES, ALL_PAGES);
    if (code != 0) {
      throw new SQLException("the copy ended with code " + code, null, code);
    }
  }

  private static void check(Path fresh) throws SQLException {
    try (Statements look = SqliteConnections.openToLook(fresh)) {
      String found = look.first(SqliteReadSql.INTEGRITY, row -> row.getString(1));
      if (!"ok".equals(found)) {
        throw new CorruptQueueException(
            "the database is damaged, and its backup would be: " + found + ". Run `pq doctor`");
      }
    }
  }
}
