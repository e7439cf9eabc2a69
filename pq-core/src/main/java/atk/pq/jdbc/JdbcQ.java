package atk.pq.jdbc;

import atk.pq.Claim;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.internal.JoinedCalls;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts items, and finishes claims, inside a transaction that is yours: on a connection of yours to
 * the database that holds the queue. What is done here happens exactly if you commit, together with
 * your own changes. A put announces what you have stored; a finish makes an effect in the same
 * database happen once, although items are delivered at least once.
 *
 * <pre>{@code
 * connection.setAutoCommit(false);
 * insertOrder(connection, order);
 * jdbc.putItem(connection, NewItem.of("ship order " + order.id()));
 * connection.commit();
 * jdbc.committed();
 * }</pre>
 *
 * <p>Each is the last thing to do before the commit: until then other connections that touch the
 * same rows (on SQLite: the same file) wait. When a call throws, roll back. On SQLite the queue is
 * opened with {@code shareDatabase}, the connection has a {@code busy_timeout}, and the transaction
 * begins with a change, not with a read: SQLite refuses to write to one that has read what others
 * have changed since ({@link atk.pq.QueueBusyException}; roll back and begin again). Do not set the
 * driver's {@code transaction_mode=IMMEDIATE}: with it the file stays locked between transactions.
 *
 * <p>The content of a {@link NewItem#file} is flushed by the put and kept until your transaction
 * ends, however long that takes; after a rollback the next sweeps remove it.
 *
 * <p>Safe for use by many threads, each with a connection of its own.
 */
public final class JdbcQ {
  private final JoinedCalls calls;

  private JdbcQ(JoinedCalls calls) {
    this.calls = calls;
  }

  /**
   * The same queue, to be used inside your transactions.
   *
   * @throws atk.pq.InvalidRequestException if it was not made by {@link
   *     PersistentQ#connect(String)}
   */
  public static JdbcQ on(PersistentQ pq) {
    return new JdbcQ(JoinedCalls.of(pq));
  }

  /** Puts a text item. As {@link #putItems}. */
  public long putItem(Connection connection, String text) {
    return putItem(connection, NewItem.of(text));
  }

  /** Puts an item. As {@link #putItems}. */
  public long putItem(Connection connection, NewItem item) {
    return putItems(connection, List.of(item)).get(0);
  }

  /**
   * Puts items; they exist once you commit.
   *
   * @param connection with a transaction open, to the queue's database
   * @return their ids, in the order given
   * @throws atk.pq.InvalidRequestException if the connection commits by itself, or leads elsewhere
   */
  public List<Long> putItems(Connection connection, List<NewItem> items) {
    return items.isEmpty() ? List.of() : calls.put(connection, items);
  }

  /** Marks an item Processed. As {@link #processed(Connection, Claim, String)}. */
  public void processed(Connection connection, Claim claim) {
    processed(connection, claim, null);
  }

  /**
   * Marks an item Processed, leaving a result; it is so once you commit. The claim counts as
   * settled from now on. After a rollback the item is still Under_Process: finish or fail it
   * through {@link PersistentQ#claim}, or let its lease end.
   *
   * @throws atk.pq.StaleClaimException if the claim was lost: roll back, for somebody else has the
   *     item
   * @throws atk.pq.UnknownItemException if there is no such item
   * @throws atk.pq.InvalidRequestException if the connection commits by itself, or leads elsewhere
   */
  public void processed(Connection connection, Claim claim, @Nullable String result) {
    calls.finish(connection, claim, result);
  }

  /**
   * Says that you have committed, so that waiting consumers wake at once. Without it they find the
   * items within about a second.
   */
  public void committed() {
    calls.committed();
  }
}
