package atk.pq.internal;

import atk.pq.QueueClosedException;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Subscription;
import atk.pq.spi.Engine.Wake;
import atk.pq.spi.WriteTx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The gets that found nothing and wait for an item. They join a turn when items may have become
 * ready: by a call of the same turn, by another process (the engine's wake), or because time has
 * come for a delayed or crashed item or an orphan. While anybody waits, the queue is swept too,
 * once a second at most. Used by who commits, but for the wakes. {@code InterleavingsTest} tries
 * what can come between what.
 */
class Waiters {
  private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SWEEP_LIMIT = 100;

  private final Engine engine;
  private final Thread writer;
  private final ArrayDeque<Calls.Get> waiting = new ArrayDeque<>();
  private volatile @Nullable Subscription wake;
  volatile boolean woken;
  private long dueAt = Long.MAX_VALUE;
  private long sweptAt = System.nanoTime() - SWEEP_NANOS;

  Waiters(Engine engine, Thread writer) {
    this.engine = engine;
    this.writer = writer;
  }

  /** Whether those who wait should be served now, although no call came. */
  boolean areDue() {
    if (waiting.isEmpty()) {
      return false;
    }
    return woken || dueAt - System.nanoTime() <= 0;
  }

  /** How long the writer may rest until somebody is due; {@code most} where nobody waits. */
  long rest(long most) {
    return waiting.isEmpty() ? most : Math.min(most, dueAt - System.nanoTime());
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Adds those who wait to a turn that may have something for them.
   *
   * @return whether time has come for a sweep in this turn
   */
  boolean joinIfDue(Turn turn) {
    dropCancelled();
    if (waiting.isEmpty()) {
      return false;
    }
    boolean timed = dueAt - System.nanoTime() <= 0;
    if (timed || woken || turn.mayReadyItems()) {
      woken = false;
      for (Calls.Get call = waiting.poll(); call != null; call = waiting.poll()) {
        if (call.begin()) {
          turn.add(call);
        }
      }
    }
    return timed && System.nanoTime() - sweptAt >= SWEEP_NANOS;
  }

  private void dropCancelled() {
    for (Iterator<Calls.Get> i = waiting.iterator(); i.hasNext(); ) {
      if (i.next().isCancelled()) {
        i.remove();
      }
    }
    if (waiting.isEmpty()) {
      unsubscribe();
    }
  }

  void sweep(WriteTx tx) {
    sweptAt = System.nanoTime();
    tx.sweep(SWEEP_LIMIT);
  }

  /**
   * Notes, at the end of a turn that leaves somebody waiting, when time will next bring something.
   */
  void look(WriteTx tx, Turn turn) {
    if (waiting.isEmpty() && turn.calls().stream().noneMatch(Waiters::mustWait)) {
      return;
    }
    long now = System.nanoTime();
    Optional<Instant> due = tx.nextDue();
    long wait = due.map(at -> Duration.between(tx.now(), at).toMillis()).orElse(Long.MAX_VALUE);
    long nextSweep = sweptAt + SWEEP_NANOS;
    // The clock may be set, and items of other processes come due: look once a second anyway.
    dueAt = wait <= 0 || wait >= 1_000 ? Math.max(nextSweep, now) : now + wait * 1_000_000;
  }

  /** Keeps a call that is to wait on; false where it has its answer. */
  boolean keep(Call<?> call) {
    if (!mustWait(call)) {
      return false;
    }
    subscribe();
    if (!call.park()) {
      return false;
    }
    waiting.add((Calls.Get) call);
    return true;
  }

  private static boolean mustWait(Call<?> call) {
    return call instanceof Calls.Get get
        && get.waits
        && (get.answer() == null || get.answer().isEmpty());
  }

  private void subscribe() {
    if (wake == null) {
      try {
        wake = engine.onWake(Wake.READY, this::wakeUp);
      } catch (QueueClosedException e) {
        return; // by another lane; this one ends too, and answers who waits
      }
      woken = true; // what came between the claim and the subscription was not told
    }
  }

  /** Has those who wait served again; called by other lanes. */
  void lookAgain() {
    if (wake != null) {
      wakeUp();
    }
  }

  private void wakeUp() {
    woken = true;
    LockSupport.unpark(writer);
  }

  private void unsubscribe() {
    Subscription subscribed = wake;
    if (subscribed != null) {
      wake = null;
      subscribed.close();
    }
  }

  /** Answers everybody with nothing. */
  void close() {
    for (Calls.Get call : waiting) {
      if (call.begin()) {
        call.answer(List.of());
        call.succeed();
      }
    }
    waiting.clear();
    unsubscribe();
  }
}
