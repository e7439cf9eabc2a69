package atk.pq;

import atk.pq.internal.Engines;
import atk.pq.worker.Handler;
import atk.pq.worker.ManagerLoop;
import atk.pq.worker.Worker;
import java.util.List;

/**
 * A persistent queue: producer, consumer, manager and ops console in one. Hand a method only the
 * role it needs: what takes a {@link Producer} cannot purge.
 *
 * <p>Durability: when a put, a finish or a failure returns, it is on disk and flushed, and survives
 * kill -9, a kernel crash and a power cut as far as the disk honours flushes. Delivery is at least
 * once: consumers are idempotent, or finish together with what they put ({@link
 * Claim#processed(NewItem, NewItem...)}).
 *
 * <p>Safe for use by many threads, virtual ones included. One object a process and database is
 * enough and fastest: calls of all its threads share their flushes.
 */
public interface PersistentQ extends Producer, Consumer, Manager, OpsConsole, AutoCloseable {
  /**
   * Opens a queue, making it where it is missing.
   *
   * @param db a file ({@code jobs.db}) or a URL ({@code sqlite:jobs.db?lease=30s}, {@code
   *     postgresql://host/db})
   * @throws StoreException if the file or server cannot be used; its subclass and message say why
   * @throws InvalidRequestException if the name or a setting in it is malformed
   */
  static PersistentQ connect(String db) {
    return connect(PqConfig.builder(db).build());
  }

  /**
   * The request's {@code db_connect(db_name, db_type)}.
   *
   * @param dbType {@code sqlite} or {@code postgresql}
   */
  static PersistentQ connect(String dbName, String dbType) {
    return connect(PqConfig.builder(dbName).dbType(dbType).build());
  }

  /** Opens a queue with a full configuration. */
  static PersistentQ connect(PqConfig config) {
    return Engines.open(config);
  }

  /**
   * Opens a queue, looks for what is wrong with it as {@link #examine(boolean)} does, and closes
   * it. What keeps it from being opened is a finding too.
   */
  static List<Finding> examine(PqConfig config, boolean repair) {
    return Engines.examine(config, repair);
  }

  /** What this was opened with. */
  PqConfig config();

  /** Begins a worker that hands items of the default queue to {@code handler}. */
  default Worker.Builder worker(Handler handler) {
    return Worker.on(this, handler);
  }

  /** Begins a manager that sweeps for ever. */
  default ManagerLoop.Builder manager() {
    return ManagerLoop.on(this);
  }

  /**
   * Ends what is in flight, answers who waits for items with nothing, and closes the database.
   * Claims that are still held stay Under_Process until their lease is over. May be called twice.
   */
  @Override
  void close();
}
