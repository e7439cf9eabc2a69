package atk.pq.postgresql;

import atk.pq.Finding;
import atk.pq.InvalidRequestException;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.QueueClosedException;
import atk.pq.internal.Log;
import atk.pq.spi.JdbcEngine;
import atk.pq.spi.ReadView;
import atk.pq.spi.WriteTx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A queue on a PostgreSQL server.
 *
 * <p>A transaction is repeated when it got into another's way, and when its connection was lost
 * before COMMIT was sent: nothing had happened then. An error of COMMIT itself is never repeated,
 * for its outcome is unknown. There is no statement timeout: a cancelled wait for the synchronous
 * standby would return success.
 *
 * <p>Safe for use by many threads.
 */
final class PostgresqlEngine implements JdbcEngine {
  /** What COMMIT says, as a warning, when it stopped to wait for the synchronous standby. */
  private static final String WAIT_CANCELLED = "01000";

  /** Nobody else's turn ends the want of a connection: a process keeps its own for a minute. */
  private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(5);

  private final PqConfig config;
  private final ServerAddress address;
  private final String identity;
  private final PostgresqlConnections connections;
  private final PostgresqlMemory memory = new PostgresqlMemory();
  private final Floors floors = new Floors();
  private final PostgresqlWake wake;
  private final boolean isMade;
  private volatile boolean isOpen = true;

  private PostgresqlEngine(
      PqConfig config,
      ServerAddress address,
      String identity,
      PostgresqlConnections connections,
      boolean isMade) {
    this.config = config;
    this.identity = identity;
    this.isMade = isMade;
    this.address = address;
    this.connections = connections;
    this.wake = new PostgresqlWake(connections);
  }

  static PostgresqlEngine open(PqConfig config) {
    ServerAddress address = ServerAddress.parse(config.dbName());
    try (Connection connection = PostgresqlConnections.connect(address)) {
      boolean isMade = new PostgresqlSchema(config, address).prepare(connection);
      String flushes =
          new Statements(connection).first(PostgresqlSql.FLUSHES, row -> row.getString(1));
      return new PostgresqlEngine(
          config,
          address,
          Objects.requireNonNull(
              new Statements(connection).first(PostgresqlSql.DATABASE, row -> row.getString(1))),
          PostgresqlConnections.open(address, config, Objects.requireNonNull(flushes)),
          isMade);
    } catch (SQLException e) {
      throw PostgresqlErrors.nothingHappened(e, address.toString());
    }
  }

  // ---- transactions

  @Override
  public int lanes() {
    return PostgresqlConnections.LANES;
  }

  @Override
  public <R> R write(Flush flush, Function<WriteTx, R> work) {
    return repeated(() -> writeOnce(flush, work));
  }

  @Override
  public <R> R read(Function<ReadView, R> work) {
    return repeated(() -> readOnce(work));
  }

  /** A transaction that may be repeated while nothing has happened. */
  private interface Attempt<R> {
    R run() throws SQLException;
  }

  private <R> R repeated(Attempt<R> attempt) {
    long began = System.nanoTime();
    for (int failures = 1; ; failures++) {
      checkOpen();
      try {
        return attempt.run();
      } catch (SQLException e) {
        boolean mayPass = PostgresqlErrors.isConflict(e) || PostgresqlErrors.isLost(e);
        long waited = System.nanoTime() - began;
        if (!mayPass || !isOpen || waited > patience(e).toNanos()) {
          throw closedOr(PostgresqlErrors.nothingHappened(e, address.toString()));
        }
      }
      pause(failures);
    }
  }

  private Duration patience(SQLException e) {
    Duration busy = config.busyTimeout();
    boolean isShort =
        PostgresqlErrors.isOutOfConnections(e) && busy.compareTo(CONNECTION_PATIENCE) > 0;
    return isShort ? CONNECTION_PATIENCE : busy;
  }

  private PqException closedOr(PqException e) {
    return isOpen ? e : closed();
  }

  /** Longer each time, and never the same for two who got into each other's way. */
  private static void pause(int failures) {
    long most = Math.min(500, 5L << Math.min(failures, 10));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1, most + 1) * 1_000_000);
  }

  private <R> R writeOnce(Flush flush, Function<WriteTx, R> work) throws SQLException {
    try (Connection connection = connections.writer()) {
      Statements statements = new Statements(connection);
      PostgresqlWriteTx tx = new PostgresqlWriteTx(statements, config, memory, floors);
      R result;
      try {
        if (flush == Flush.NOT_NEEDED) {
          statements.run(PostgresqlSql.NO_FLUSH);
        }
        result = work.apply(tx);
      } catch (PostgresqlFailure e) {
        rollBack(connection);
        throw e.sql();
      } catch (RuntimeException | Error e) {
        rollBack(connection);
        throw e;
      }
      commit(connection);
      tx.committed();
      wake.tell(tx.hasReadied(), tx.hasEnded());
      return result;
    }
  }

  private void commit(Connection connection) throws SQLException {
    connection.clearWarnings();
    try {
      connection.commit();
    } catch (SQLException e) {
      if (PostgresqlErrors.isConflict(e)) {
        throw e; // the server says that it rolled back
      }
      throw PostgresqlErrors.outcomeUnknown(e, address.toString());
    }
    for (SQLWarning warning = connection.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      if (WAIT_CANCELLED.equals(warning.getSQLState())) {
        throw PostgresqlErrors.outcomeUnknown(warning, address.toString());
      }
    }
  }

  private <R> R readOnce(Function<ReadView, R> work) throws SQLException {
    try (Connection connection = connections.reader()) {
      try {
        R result = work.apply(new PostgresqlReadView(new Statements(connection), memory));
        connection.rollback();
        return result;
      } catch (PostgresqlFailure e) {
        rollBack(connection);
        throw e.sql();
      } catch (RuntimeException | Error e) {
        rollBack(connection);
        throw e;
      }
    }
  }

  /** The pool throws a broken connection away; what failed before is the error that counts. */
  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // the connection is gone, and the transaction with it
    }
  }

  @Override
  public List<Finding> examine(boolean repair) {
    PostgresqlCheckup.Reader each =
        look ->
            repeated(
                () ->
                    readOnce(
                        view ->
                            PostgresqlFailure.checked(
                                () -> {
                                  look.at(((PostgresqlReadView) view).statements);
                                  return look;
                                })));
    return new PostgresqlCheckup(each, config).run();
  }

  // ---- in a transaction of the caller's

  @Override
  public <R> R join(Connection connection, Function<WriteTx, R> work) {
    checkOpen();
    try {
      checkJoinable(connection);
      Statements statements = new Statements(connection);
      return work.apply(new PostgresqlWriteTx(statements, config, memory, floors));
    } catch (PostgresqlFailure e) {
      throw PostgresqlErrors.nothingHappened(e.sql(), address.toString());
    } catch (SQLException e) {
      throw PostgresqlErrors.nothingHappened(e, address.toString());
    }
  }

  private void checkJoinable(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new InvalidRequestException(
          "the connection commits by itself: call setAutoCommit(false) and commit when all is done");
    }
    if (!leadsHere(connection)) {
      throw new InvalidRequestException(
          "the connection leads to another database or schema than the queue, which lives in "
              + address);
    }
  }

  private boolean leadsHere(Connection connection) throws SQLException {
    return identity.equals(
        new Statements(connection).first(PostgresqlSql.DATABASE, row -> row.getString(1)));
  }

  @Override
  public void wake() {
    wake.wakeAll();
    wake.tell(true, true);
  }

  // ---- waking, closing

  @Override
  public Subscription onWake(Wake what, Runnable action) {
    checkOpen();
    return wake.subscribe(what, action);
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  private void checkOpen() {
    if (!isOpen) {
      throw closed();
    }
  }

  private static QueueClosedException closed() {
    return new QueueClosedException("the queue is closed; connect again to go on");
  }

  @Override
  public void close() {
    isOpen = false;
    wake.close();
    connections.close();
  }

  @Override
  public void discard() {
    close();
    if (!isMade) {
      return;
    }
    try (Connection connection = PostgresqlConnections.connect(address)) {
      if (leadsHere(connection)) {
        new PostgresqlSchema(config, address).removeIfUnused(connection);
      }
    } catch (SQLException e) {
      Log.warn("the new tables in " + address + " could not be removed again", e);
    }
  }
}
