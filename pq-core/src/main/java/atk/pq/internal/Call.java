package atk.pq.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One caller's wish on its way through the {@link CommitQueue}, and the answer on its way back.
 *
 * <p>States: QUEUED → RUNNING → DONE; a claim that found nothing goes from RUNNING to WAITING and
 * back, until an item comes (DONE) or its caller gives up (CANCELLED). Only who commits moves a
 * call, except WAITING → CANCELLED, which is why leaving WAITING is a compare-and-set.
 */
abstract class Call<R> {
  private static final int QUEUED = 0;
  private static final int RUNNING = 1;
  private static final int WAITING = 2;
  private static final int CANCELLED = 3;
  private static final int DONE = 4;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Call.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Who sleeps looks itself that often, should the one who is to wake it have died. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Thread caller = Thread.currentThread();
  private volatile int state = QUEUED;
  private volatile boolean givenUp;
  private @Nullable R answer;
  private @Nullable RuntimeException error;
  private @Nullable BiConsumer<? super @Nullable R, ? super @Nullable RuntimeException> then;

  /** Have their answers; their callers are woken by this one's. */
  private List<Call<?>> mates = List.of();

  /** The call that was submitted before this one; the queue's own link. */
  @Nullable Call<?> earlier;

  /** The payload this call adds to a turn, in bytes. */
  int bytes() {
    return 0;
  }

  /** Whether its answer promises that something is on disk. */
  boolean needsFlush() {
    return true;
  }

  /** Whether items may be ready, or may come due at another time, once it has run. */
  boolean mayReadyItems() {
    return false;
  }

  /** Keeps the answer of a run that is not committed yet; a repeated run overwrites it. */
  final void answer(@Nullable R value) {
    answer = value;
  }

  final @Nullable R answer() {
    return answer;
  }

  /** The answer of a call that has run. */
  final R answered() {
    return Objects.requireNonNull(answer, "a call that has run has an answer");
  }

  // ---- the caller's side

  /**
   * Has the answer given to {@code receiver}, on the thread that commits, instead of a parked
   * caller.
   */
  final void then(BiConsumer<? super @Nullable R, ? super @Nullable RuntimeException> receiver) {
    then = receiver;
  }

  /** Parks until the answer is there. An interrupt is kept for later: the call is under way. */
  final R await() {
    boolean interrupted = false;
    while (state != DONE) {
      rest();
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    wakeMates();
    throwError();
    return answered();
  }

  final boolean isDone() {
    return state == DONE;
  }

  /** The same for a call that may wait: gives up at the deadline or when interrupted. */
  final @Nullable R awaitUntil(long deadlineNanos) {
    boolean interrupted = false;
    while (state != DONE) {
      long left = deadlineNanos - System.nanoTime();
      if (!givenUp && (left <= 0 || interrupted)) {
        givenUp = true; // before the compare-and-set: either it or park() sees the other
        if (STATE.compareAndSet(this, WAITING, CANCELLED)) {
          break;
        }
      } else if (givenUp) {
        rest();
      } else {
        LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
      }
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (state != DONE) {
      return null;
    }
    wakeMates();
    throwError();
    return answer;
  }

  /** A method of its own: {@code InterleavingsTest} has it return only when it was woken. */
  private void rest() {
    if (VirtualThreads.is(caller)) {
      LockSupport.park(this); // is woken by who commits, and spared a timer
    } else {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  private void wakeMates() {
    for (Call<?> mate : mates) {
      LockSupport.unpark(mate.caller);
    }
    mates = List.of();
  }

  private void throwError() {
    if (error != null) {
      throw error;
    }
  }

  // ---- the writer's side

  final boolean begin() {
    return STATE.compareAndSet(this, QUEUED, RUNNING)
        || STATE.compareAndSet(this, WAITING, RUNNING);
  }

  /** Puts a claim that found nothing to wait; false where its caller has given up meanwhile. */
  final boolean park() {
    state = WAITING;
    return !(givenUp && STATE.compareAndSet(this, WAITING, RUNNING)) && state == WAITING;
  }

  final boolean isCancelled() {
    return state == CANCELLED;
  }

  final void succeed() {
    finish();
  }

  /** Whether another thread, of the kernel's, waits for it or is about to: it can wake others. */
  final boolean isAwaited() {
    return then == null
        && state != CANCELLED
        && caller != Thread.currentThread()
        && !VirtualThreads.is(caller);
  }

  /** Answers this call and others that are awaited; wakes its caller, who wakes theirs. */
  final void succeedWith(List<Call<?>> others) {
    mates = others;
    for (Call<?> other : others) {
      other.state = DONE;
    }
    finish();
  }

  final void fail(RuntimeException problem) {
    error = problem;
    answer = null;
    finish();
  }

  private void finish() {
    state = DONE;
    if (then == null) {
      LockSupport.unpark(caller);
    } else {
      tell(then);
    }
  }

  /** Who throws here harms itself, not the calls after it. */
  private void tell(BiConsumer<? super @Nullable R, ? super @Nullable RuntimeException> receiver) {
    try {
      receiver.accept(answer, error);
    } catch (RuntimeException | Error e) {
      Log.warn("the receiver of an answer failed", e);
    }
  }
}
