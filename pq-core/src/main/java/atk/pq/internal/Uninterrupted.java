package atk.pq.internal;

import java.util.concurrent.locks.LockSupport;

/** Waiting that an interrupt does not cut short, for whoever must not return before it is over. */
public final class Uninterrupted {
  private Uninterrupted() {}

  /**
   * Waits until the thread has ended; not at all on that thread itself.
   *
   * @return whether the caller was interrupted meanwhile, which it has to pass on
   */
  public static boolean awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  /** The same, with the interrupt kept for later. */
  public static void join(Thread thread) {
    if (awaitEnd(thread)) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sleeps as long as that, with an interrupt kept for later. */
  public static void sleepNanos(long nanos) {
    long until = System.nanoTime() + nanos;
    boolean interrupted = false;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      interrupted |= Thread.interrupted(); // else the thread is not put to sleep
      LockSupport.parkNanos(left);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
