package atk.pq.bench.queues;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue that takes part, open in a folder of its own. Its callers run on threads of their own.
 */
public interface Contender extends AutoCloseable {
  /** What one thread does with it. */
  interface Caller extends AutoCloseable {
    /** Puts one item. */
    void put(String item) throws Exception;

    /** Puts many, as well as the contender can. */
    void putAll(List<String> items) throws Exception;

    /** Gets one item and finishes it; false where there was none. */
    boolean finishOne() throws Exception;

    /** Gets up to so many items and finishes them, as well as the contender can; how many. */
    int finishSome(int max) throws Exception;

    @Override
    default void close() throws Exception {}
  }

  /** A caller that has no better way for many than one by one. */
  interface OneByOne extends Caller {
    @Override
    default void putAll(List<String> items) throws Exception {
      for (String item : items) {
        put(item);
      }
    }

    @Override
    default int finishSome(int max) throws Exception {
      int finished = 0;
      while (finished < max && finishOne()) {
        finished++;
      }
      return finished;
    }
  }

  /** A caller for whom one is a batch of one. */
  interface InBatches extends Caller {
    @Override
    default void put(String item) throws Exception {
      putAll(List.of(item));
    }

    @Override
    default boolean finishOne() throws Exception {
      return finishSome(1) == 1;
    }
  }

  /** One more caller, for a thread of its own. */
  Caller caller() throws Exception;

  /**
   * Hands items to so many handlers, which call this and do nothing else, until closed; null where
   * it has no such way, and a loop of {@link Caller#finishSome} is played instead.
   */
  default @Nullable AutoCloseable handlers(int count, Runnable onItem) throws Exception {
    return null;
  }
}
