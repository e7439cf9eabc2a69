package atk.pq.worker;

import atk.pq.Claim;
import atk.pq.internal.Heartbeat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One claim in a worker, from the moment it was got to the moment it is settled. */
final class Running {
  final Claim claim;
  final Heartbeat heartbeat;
  private long startedAt;
  private @Nullable Thread thread;
  private boolean started;
  private boolean ended;

  Running(Claim claim, @Nullable Duration asked) {
    this.claim = claim;
    this.heartbeat = asked != null ? new Heartbeat(asked) : Heartbeat.of(claim.item());
  }

  /** The handler begins on this thread; false where the item was given back meanwhile. */
  synchronized boolean start() {
    if (ended) {
      return false;
    }
    started = true;
    startedAt = System.nanoTime();
    thread = Thread.currentThread();
    return true;
  }

  /** The handler has returned or thrown: its thread must not be interrupted any more. */
  synchronized void leave() {
    thread = null;
    Thread.interrupted(); // meant for the handler, not for the next one on this thread
  }

  /** Takes a claim that no handler has touched; false where one has. */
  synchronized boolean takeUntouched() {
    if (started || ended) {
      return false;
    }
    ended = true;
    return true;
  }

  synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  synchronized boolean isOver(Duration maxRunTime) {
    return thread != null && System.nanoTime() - startedAt > maxRunTime.toNanos();
  }
}
