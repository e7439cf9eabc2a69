package atk.pq.spi;

import java.sql.Connection;
import java.util.function.Function;

/** An engine whose verbs can also run inside a transaction that belongs to the caller. */
public interface JdbcEngine extends Engine {
  /**
   * Runs the work on the caller's connection, inside the transaction that the caller has open there
   * and will end. Called by any thread.
   *
   * @throws atk.pq.InvalidRequestException if the connection commits by itself, or leads to another
   *     database; nothing happened
   */
  <R> R join(Connection connection, Function<WriteTx, R> work);

  /** Wakes who waits in any process: a joined transaction has been committed. */
  void wake();
}
