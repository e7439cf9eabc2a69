package atk.pq.worker;

import atk.pq.internal.Log;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a worker. Unlike those of a pool of the JDK they are woken one at a time: one that
 * takes a task and sees more behind it wakes the next. Where tasks are short a few threads do all
 * of them, and nobody pays for waking and parking the others, which costs more than such a task.
 */
final class HandlerThreads implements Executor {
  private final int most;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private int threads;
  private int idle;
  private boolean waking;
  private boolean closed;

  HandlerThreads(int most) {
    this.most = most;
  }

  @Override
  public synchronized void execute(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("the worker was stopped");
    }
    tasks.add(task);
    wakeNext();
  }

  /** Unless one is on its way already. */
  private void wakeNext() {
    if (waking || tasks.isEmpty()) {
      return;
    }
    if (idle > 0) {
      waking = true;
      notify();
    } else if (threads < most) {
      start();
    }
  }

  private void start() {
    Thread thread = new Thread(this::run);
    thread.setName("pq-handler-" + thread.getId());
    thread.setDaemon(true);
    try {
      thread.start();
      threads++;
      waking = true;
    } catch (OutOfMemoryError e) { // what the JDK says when the system gives no more threads
      if (threads == 0) {
        throw e;
      }
      Log.warn("a worker goes on with " + threads + " handler threads: no more can be made", e);
    }
  }

  private void run() {
    for (Runnable task = next(true); task != null; task = next(false)) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        Log.warn("a worker's own work on an item failed", e);
      }
    }
  }

  private synchronized @Nullable Runnable next(boolean isNew) {
    waking &= !isNew;
    while (tasks.isEmpty()) {
      if (closed) {
        return null;
      }
      idle++;
      try {
        wait();
      } catch (InterruptedException e) {
        // meant for a handler that has ended
      }
      idle--;
      waking = false;
    }
    Runnable task = tasks.poll();
    wakeNext();
    return task;
  }

  /** Ends the threads once there are no tasks; takes no more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
