package atk.pq.spi;

import atk.pq.Finding;
import atk.pq.InvalidRequestException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * One open database. An engine holds SQL and mapping only: batching of calls, waiting, validation
 * and listeners live above it, once for all engines.
 *
 * <p>{@link #write} is called by as many threads at a time as there are {@link #lanes}; {@link
 * #read}, {@link #onWake} and {@link #close} by any.
 */
public interface Engine extends AutoCloseable {
  /**
   * Runs the work in one transaction and commits it. When this returns, the work is on disk, unless
   * {@code flush} says it need not be. When the work throws, nothing happened.
   *
   * @throws atk.pq.QueueBusyException if the database stayed locked; nothing happened
   * @throws atk.pq.QueueFullException if the disk is full; nothing happened
   * @throws atk.pq.OutcomeUnknownException if the commit failed half-way; the engine may have
   *     closed itself, see {@link #isOpen}
   * @throws atk.pq.QueueClosedException if the engine is closed
   */
  <R> R write(Flush flush, Function<WriteTx, R> work);

  /** Runs the work on one consistent view. Keep it short: a view holds back the log's clean-up. */
  <R> R read(Function<ReadView, R> work);

  /**
   * Asks to be told when, as far as can be known, another process made items ready or ended some.
   * May be told too often, never too seldom for longer than about a second; the action must be
   * quick. Costs something only while subscribed.
   */
  Subscription onWake(Wake what, Runnable action);

  /** How many transactions it can commit side by side, each in a thread of its own. */
  default int lanes() {
    return 1;
  }

  /** Called when a lane has nothing under way, at most once a second: the time for maintenance. */
  default void idle() {}

  /** Looks for what is wrong with the store; mends what can be mended without harm. */
  default List<Finding> examine(boolean repair) {
    return List.of();
  }

  /** Copies the database as it is now into a new file, checked and flushed. */
  default void backup(Path file) {
    throw new InvalidRequestException(
        "this engine makes no backup files; use the tools of its database");
  }

  /** Whether it still takes calls: false after {@link #close} and after a failed flush. */
  boolean isOpen();

  /** Closes the database. May be called twice. */
  @Override
  void close();

  /**
   * Closes the database, and removes it again where this opening made it and nothing was ever put.
   */
  default void discard() {
    close();
  }

  /** Whether a commit must be on disk when it returns. */
  enum Flush {
    NEEDED,
    /** The turn holds nothing but claims: a power cut may forget them. */
    NOT_NEEDED
  }

  /** What a subscriber wants to hear of. */
  enum Wake {
    /** Items may have become ready to be claimed, or will at a new time. */
    READY,
    /** Items may have ended. */
    ENDED
  }

  /** Ends when closed. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
