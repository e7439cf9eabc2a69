package atk.pq.sqlite;

import atk.pq.CorruptQueueException;
import atk.pq.Finding;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.QueueClosedException;
import atk.pq.QueueFullException;
import atk.pq.QueueReplacedException;
import atk.pq.internal.Log;
import atk.pq.spi.JdbcEngine;
import atk.pq.spi.ReadView;
import atk.pq.spi.WriteTx;
import atk.pq.sqlite.SqliteReadView.SqliteFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open SQLite file: a connection that writes, used by one thread at a time, and as many that
 * read as there are readers at once.
 *
 * <p>A write is BEGIN IMMEDIATE, the work, COMMIT. Before the work, and before the commit is
 * acknowledged, the file is checked to be still the one at its path. A commit that fails with
 * anything but "busy" or "full" leaves its outcome open; the engine then closes itself without
 * touching the file again, because a flush that failed once must not be repeated.
 */
final class SqliteEngine implements JdbcEngine {
  private static final long DAY_MILLIS = 86_400_000;

  private final PqConfig config;
  private final SqliteFile file;
  private final Ground ground;
  private final SqliteConnections connections;
  private final Statements writer;
  private final SqliteLog log;
  private final SqliteReaders readers;
  private final SqliteMemory memory;
  private final SqliteSpace space;
  private final WakeFile wake;
  private long tidiedAt = Long.MIN_VALUE;
  private volatile boolean open = true;
  private volatile @Nullable Throwable failure;

  private SqliteEngine(PqConfig config, SqliteFile file, Ground ground, SqliteSchema schema)
      throws SQLException, IOException {
    this.config = config;
    this.file = file;
    this.ground = ground;
    this.connections = new SqliteConnections(file.path(), config);
    this.writer = connections.openWriter();
    SqliteLog opened = null;
    try {
      ground.checkRelease(writer);
      SqliteFile.checkApplication(writer, file.path(), config);
      schema.upgrade(writer);
      writer.pragma(SqliteSql.KEEP_COPIES_IN_MEMORY);
      checkReadable(writer);
      opened = SqliteLog.open(file.sibling("-wal"), writer, connections, config);
      this.log = opened;
      this.readers = new SqliteReaders(connections);
      this.memory = new SqliteMemory(config);
      this.space =
          new SqliteSpace(file.sibling("-reserve"), file.path(), ground.store(file.path()));
      space.keepReserve();
      log.copyByItself(space.hasReserve());
      this.wake = WakeFile.open(file.sibling("-wake"), readers::dataVersion);
    } catch (SQLException | IOException | RuntimeException | Error e) {
      writer.close();
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
  }

  static SqliteEngine open(PqConfig config) {
    return open(config, new Ground(), new SqliteSchema(config));
  }

  static SqliteEngine open(PqConfig config, Ground ground, SqliteSchema schema) {
    SqliteFile file = SqliteFile.open(config, schema, ground);
    try {
      try {
        return new SqliteEngine(config, file, ground, schema);
      } catch (SQLException e) {
        if (SqliteErrors.isOutOfRoom(e) && Files.deleteIfExists(file.sibling("-reserve"))) {
          return new SqliteEngine(config, file, ground, schema);
        }
        throw e;
      }
    } catch (SQLException e) {
      throw SqliteErrors.nothingHappened(e, file.path());
    } catch (SqliteFailure e) {
      throw SqliteErrors.nothingHappened(e.sql(), file.path());
    } catch (IOException e) {
      throw new PqException("cannot use the folder of " + file.path() + ": " + e.getMessage(), e);
    }
  }

  /** Touches every table and index once, so that a broken file is noticed now and not at night. */
  private void checkReadable(Statements statements) throws SQLException {
    SqliteReadView view = new SqliteReadView(statements, config.clock().millis());
    view.queues();
    view.nextDue();
    for (String sql : SqliteSql.TOUCH_EVERYTHING) {
      statements.query(sql, row -> row.getObject(1));
    }
    if (statements.number(SqliteSql.LAST_ID, -1) < 0) {
      throw new CorruptQueueException(
          file.path() + " has lost its sequence of ids; restore a backup");
    }
  }

  // ---- write

  @Override
  public <R> R write(Flush wanted, Function<WriteTx, R> work) {
    checkOpen();
    try {
      return writeOnce(wanted, work);
    } catch (SQLException e) {
      if (SqliteErrors.isOutOfRoom(e) && isOpen()) {
        space.useReserve();
        keepLog();
        emptyLog();
        return writeAgain(wanted, work);
      }
      throw failed(e);
    } catch (QueueFullException e) {
      if (emptyLog()) {
        return writeAgain(wanted, work);
      }
      throw e;
    }
  }

  private <R> R writeAgain(Flush wanted, Function<WriteTx, R> work) {
    try {
      return writeOnce(wanted, work);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Throws a SQLException only when nothing happened. */
  private <R> R writeOnce(Flush wanted, Function<WriteTx, R> work) throws SQLException {
    writer.run(SqliteSql.BEGIN); // writes nothing, and may have waited for long
    SqliteWriteTx tx = new SqliteWriteTx(writer, memory, space, config.clock().millis());
    R answer;
    try {
      checkSame();
      answer = work.apply(tx);
      tx.finish();
    } catch (SqliteFailure e) {
      rollBack();
      throw e.sql();
    } catch (SQLException | RuntimeException | Error e) {
      rollBack();
      throw e;
    }
    commit(wanted);
    checkSame();
    memory.committed();
    tell(tx);
    watchLog();
    return answer;
  }

  /** A turn of claims alone need not be flushed: a power cut would only deliver items again. */
  private void commit(Flush wanted) throws SQLException {
    try {
      writer.run(SqliteSql.COMMIT);
      if (wanted == Flush.NEEDED) {
        log.flush();
      }
    } catch (IOException e) {
      throw abandon(SqliteErrors.outcomeUnknown(e, file.path()));
    } catch (SQLException e) {
      if (SqliteErrors.isFull(e) || SqliteErrors.isBusy(e)) {
        rollBack();
        throw e;
      }
      throw abandon(SqliteErrors.outcomeUnknown(e, file.path()));
    }
  }

  private void rollBack() {
    memory.rolledBack();
    writer.rollBack();
  }

  private RuntimeException failed(SQLException e) {
    PqException error = SqliteErrors.nothingHappened(e, file.path());
    return SqliteErrors.isFatal(e) ? abandon(error) : error;
  }

  private void tell(SqliteWriteTx tx) {
    if (tx.hasReadied()) {
      wake.ring(Wake.READY);
    }
    if (tx.hasEnded()) {
      wake.ring(Wake.ENDED);
    }
  }

  // ---- in a transaction of the caller's

  @Override
  public <R> R join(Connection connection, Function<WriteTx, R> work) {
    checkOpen();
    checkSame();
    try {
      return new JoinedTransaction(config, file).run(connection, work);
    } catch (SqliteFailure e) {
      throw SqliteErrors.nothingHappened(e.sql(), file.path());
    } catch (SQLException e) {
      throw SqliteErrors.nothingHappened(e, file.path());
    } catch (IOException e) {
      throw new PqException("cannot use the folder of " + file.path() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void wake() {
    for (Wake what : Wake.values()) {
      wake.ring(what);
      wake.tell(what);
    }
  }

  // ---- the log

  private void watchLog() {
    try {
      log.watch();
    } catch (SQLException e) {
      checkpointFailed(e);
    }
  }

  /** Without a reserve a checkpoint begun at a bad moment would eat up the room that is left. */
  private void keepLog() {
    try {
      log.copyByItself(space.hasReserve());
    } catch (SQLException e) {
      checkpointFailed(e);
    }
  }

  /** Makes room by emptying the log into the file; whether it held anything and could be. */
  private boolean emptyLog() {
    try {
      return space.hasRoomForLog(writer) && log.empty();
    } catch (SQLException e) {
      checkpointFailed(e);
      return false;
    }
  }

  /** What was committed stays committed; but a disk that fails must not be trusted further. */
  private void checkpointFailed(SQLException e) {
    if (SqliteErrors.isFatal(e)) {
      abandon(SqliteErrors.nothingHappened(e, file.path()));
    } else {
      Log.debug("checkpoint: " + e.getMessage());
    }
  }

  @Override
  public void idle() {
    if (!open) {
      return;
    }
    checkSame(); // else the log, which is found by its name, would be copied into another file
    try {
      if (space.hasRoomForLog(writer)) {
        log.copy();
        if (space.isLow()) {
          log.empty();
        }
      }
      space.keepReserve();
      keepLog();
      forgetConsumers();
    } catch (SQLException e) {
      checkpointFailed(e);
    }
  }

  private void forgetConsumers() throws SQLException {
    long now = config.clock().millis();
    if (tidiedAt == Long.MIN_VALUE) {
      tidiedAt = now; // not for those who only come and go
    } else if (now - tidiedAt > DAY_MILLIS / 24) {
      tidiedAt = now;
      write(Flush.NOT_NEEDED, tx -> ((SqliteWriteTx) tx).forgetConsumers(now - 2 * DAY_MILLIS));
    }
  }

  // ---- read

  @Override
  public <R> R read(Function<ReadView, R> work) {
    checkOpen();
    checkSame();
    try {
      return readers.read(
          statements -> work.apply(new SqliteReadView(statements, config.clock().millis())));
    } catch (SqliteFailure e) {
      throw SqliteErrors.nothingHappened(e.sql(), file.path());
    } catch (SQLException e) {
      throw SqliteErrors.nothingHappened(e, file.path());
    }
  }

  @Override
  public List<Finding> examine(boolean repair) {
    checkOpen();
    try {
      return new SqliteCheckup(file, ground, connections, readers, config).run(repair);
    } catch (SQLException e) {
      throw SqliteErrors.nothingHappened(e, file.path());
    }
  }

  @Override
  public void backup(Path target) {
    checkOpen();
    checkSame();
    new SqliteBackup(readers).to(target);
  }

  @Override
  public Subscription onWake(Wake what, Runnable action) {
    return wake.subscribe(what, action);
  }

  // ---- open and closed

  private void checkSame() {
    try {
      file.checkSame();
    } catch (QueueReplacedException e) {
      throw abandon(e);
    }
  }

  private void checkOpen() {
    if (!open) {
      Throwable why = failure;
      throw why == null
          ? new QueueClosedException("the queue is closed; connect again to go on")
          : new QueueClosedException("the queue closed itself: " + why.getMessage(), why);
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /**
   * Ends without a checkpoint or a flush. The connections are left as they are: closing the last
   * one would make SQLite write to the file that just failed.
   */
  private <E extends Throwable> E abandon(E why) {
    failure = why;
    open = false;
    Log.warn("the queue " + file.path() + " closed itself", why);
    return why;
  }

  @Override
  public void close() {
    wake.close();
    if (!open) {
      return;
    }
    open = false;
    try {
      readers.close();
      writer.close();
      log.close();
    } catch (SQLException | IOException e) {
      Log.warn("closing " + file.path() + " failed; what was acknowledged is safe in its log", e);
    }
  }

  @Override
  public void discard() {
    close();
    file.discardIfUnused();
  }
}
