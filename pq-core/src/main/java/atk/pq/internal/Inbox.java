package atk.pq.internal;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where callers hand their calls to the writer: a stack, pushed with one compare-and-set and taken
 * whole. Closing swaps in an end mark, so that a call is either taken or refused, never lost
 * between. {@code InterleavingsTest} tries what can come between what.
 */
class Inbox {
  private static final Call<?> CLOSED = new Calls.Other<>(tx -> true);

  final AtomicReference<@Nullable Call<?>> newest = new AtomicReference<>();

  /** What became of a call that was pushed. */
  enum Pushed {
    /** The writer may be asleep: whoever pushes onto an empty stack wakes it. */
    FIRST,
    BEHIND_OTHERS,
    REFUSED
  }

  Pushed push(Call<?> call) {
    Call<?> before;
    do {
      before = newest.get();
      if (before == CLOSED) {
        return Pushed.REFUSED;
      }
      call.earlier = before;
    } while (!newest.compareAndSet(before, call));
    return before == null ? Pushed.FIRST : Pushed.BEHIND_OTHERS;
  }

  /**
   * Moves all calls to the end of the batch, in the order they came.
   *
   * @return false if the inbox is closed
   */
  boolean takeAll(List<Call<?>> batch) {
    Call<?> taken = newest.getAndUpdate(call -> call == CLOSED ? CLOSED : null);
    inOrder(taken, batch);
    return taken != CLOSED;
  }

  /**
   * Refuses whatever comes from now on; moves what came before to the end of {@code left}.
   *
   * @return false if it was closed before
   */
  boolean close(List<Call<?>> left) {
    Call<?> taken = newest.getAndSet(CLOSED);
    inOrder(taken, left);
    return taken != CLOSED;
  }

  boolean isEmpty() {
    return newest.get() == null;
  }

  boolean isClosed() {
    return newest.get() == CLOSED;
  }

  static void inOrder(@Nullable Call<?> newestCall, List<Call<?>> batch) {
    int from = batch.size();
    for (Call<?> call = newestCall; call != null && call != CLOSED; ) {
      Call<?> earlier = call.earlier;
      call.earlier = null;
      batch.add(call);
      call = earlier;
    }
    Collections.reverse(batch.subList(from, batch.size()));
  }
}
