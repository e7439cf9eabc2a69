package atk.pq.sqlite;

import atk.pq.Durability;
import atk.pq.PqConfig;
import atk.pq.internal.Uninterrupted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Opens and sets up connections, each for one thread at a time. */
final class SqliteConnections {
  private static final long LOG_LIMIT_BYTES = 64L * 1024 * 1024;

  private final Path file;
  private final PqConfig config;

  SqliteConnections(Path file, PqConfig config) {
    this.file = file;
    this.config = config;
  }

  /** The connection of who commits. */
  Statements openWriter() throws SQLException {
    return setUp(
        "PRAGMA journal_mode = WAL",
        SqliteSql.COPY_LOG_BY_ITSELF,
        "PRAGMA journal_size_limit = " + LOG_LIMIT_BYTES,
        "PRAGMA foreign_keys = ON",
        "PRAGMA cell_size_check = ON",
        flushing(config.durability()));
  }

  static String flushing(Durability durability) {
    return switch (durability) {
      case FLUSH -> SqliteSql.FLUSH_EVERY_COMMIT;
      case PROCESS -> SqliteSql.FLUSH_AT_CHECKPOINTS;
      case NONE -> SqliteSql.NEVER_FLUSH;
    };
  }

  /** A connection that reads and cannot write. */
  Statements openReader() throws SQLException {
    return setUp("PRAGMA query_only = ON");
  }

  /** Whether somebody who wants to write gets to it within this time; nothing is written. */
  boolean isWritableWithin(Duration most) throws SQLException {
    try (Statements trial = setUp()) {
      setPatience(trial, most);
      trial.run(SqliteSql.BEGIN);
      trial.rollBack();
      return true;
    } catch (SQLException e) {
      if (SqliteErrors.isBusy(e)) {
        return false;
      }
      throw e;
    }
  }

  /** A connection that looks at a file as it lies there: no locks, no log, nothing written. */
  static Statements openToLook(Path file) throws SQLException {
    return new Statements(open(file, "?immutable=1"));
  }

  private Statements setUp(String... pragmas) throws SQLException {
    Statements statements = new Statements(open(file, ""));
    try {
      setPatience(statements);
      statements.pragma("PRAGMA trusted_schema = OFF");
      for (String pragma : pragmas) {
        statements.pragma(pragma);
      }
      return statements;
    } catch (SQLException e) {
      statements.close();
      throw e;
    }
  }

  /** Lets a connection wait for others as long as its calls may. */
  void setPatience(Statements statements) throws SQLException {
    setPatience(statements, config.busyTimeout());
  }

  void setPatience(Statements statements, Duration most) throws SQLException {
    BusyHandler.setHandler(statements.connection(), new JitteredWait(most));
  }

  /**
   * Not by the DriverManager: it finds no driver of a class loader that it was not started with.
   */
  private static Connection open(Path file, String options) throws SQLException {
    SQLiteConfig settings = new SQLiteConfig();
    settings.resetOpenMode(SQLiteOpenMode.CREATE);
    settings.setOpenMode(SQLiteOpenMode.NOMUTEX);
    settings.setGetGeneratedKeys(false); // else each insert has a SELECT made and run after it
    return settings.createConnection("jdbc:sqlite:file:" + uri(file) + options);
  }

  /** The path with everything escaped that means something in SQLite's URIs. */
  private static String uri(Path file) {
    StringBuilder text = new StringBuilder();
    for (byte b : file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "/._-~".indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted(b & 0xff));
    }
    return text.toString();
  }

  /**
   * Waits for another process's transaction in short random steps: SQLite's own schedule of growing
   * steps starves whoever has waited longest. A turn is not flushed under the lock: so first it
   * only lets others run, then it sleeps about as long as a turn takes, and who waits longer than
   * some turns waits for something slow.
   */
  private static final class JitteredWait extends BusyHandler {
    private static final int YIELDS = 40;
    private static final int SHORT_STEPS = 30;

    private final long mostNanos;
    private long began;

    JitteredWait(Duration most) {
      mostNanos = most.toNanos();
    }

    @Override
    protected int callback(int attempts) {
      if (attempts == 0) {
        began = System.nanoTime();
      } else if (System.nanoTime() - began >= mostNanos) {
        return 0;
      }
      if (attempts < YIELDS) {
        Thread.yield();
      } else {
        boolean brief = attempts < YIELDS + SHORT_STEPS;
        Uninterrupted.sleepNanos(brief ? micros(10, 80) : micros(100, 1_500));
      }
      return 1;
    }

    private static long micros(long least, long most) {
      return TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(least, most));
    }
  }
}
