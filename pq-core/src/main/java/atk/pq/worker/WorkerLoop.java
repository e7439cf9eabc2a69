package atk.pq.worker;

import atk.pq.Claim;
import atk.pq.Counts;
import atk.pq.Failure;
import atk.pq.GetRequest;
import atk.pq.PqException;
import atk.pq.QueueClosedException;
import atk.pq.QueueMovedException;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.UnknownItemException;
import atk.pq.internal.AsyncClaim;
import atk.pq.internal.Log;
import atk.pq.internal.Uninterrupted;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The inside of a {@link Worker}: one thread gets claims, an executor runs the handlers. */
final class WorkerLoop {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Worker.Builder settings;
  private final GetRequest request;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final Semaphore free;
  private final LeaseKeeper keeper;
  private final Executor executor;
  private final @Nullable ExecutorService ownExecutor;
  private final Thread getter;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong handled = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private long got;
  private long idleSince = System.nanoTime();

  WorkerLoop(Worker.Builder settings) {
    this.settings = settings;
    String queue = settings.queue == null ? settings.pq.config().queue() : settings.queue;
    this.request = GetRequest.from(queue).withLease(settings.lease);
    this.free = new Semaphore(settings.concurrency);
    this.keeper = new LeaseKeeper(running, settings.maxRunTime);
    if (settings.executor == null) {
      ownExecutor = Executors.newFixedThreadPool(settings.concurrency, WorkerLoop::handlerThread);
      executor = ownExecutor;
    } else {
      ownExecutor = null;
      executor = settings.executor;
    }
    this.getter = new Thread(this::run, "pq-worker-" + queue);
    getter.setDaemon(true);
    getter.start();
  }

  private static Thread handlerThread(Runnable work) {
    Thread thread = new Thread(work);
    thread.setName("pq-handler-" + thread.getId());
    thread.setDaemon(true);
    return thread;
  }

  long handled() {
    return handled.get();
  }

  long failed() {
    return failed.get();
  }

  boolean awaitStop(Duration timeout) throws InterruptedException {
    return stopped.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  // ---- getting

  private void run() {
    Backoff backoff = new Backoff();
    try {
      while (!stopping.get() && got < settings.maxItems) {
        try {
          if (!getSome()) {
            break;
          }
          backoff.succeeded();
        } catch (QueueClosedException | QueueMovedException e) {
          Log.warn("a worker stops: " + e.getMessage());
          break;
        } catch (PqException e) {
          Log.warn("a worker could not get items; trying again", e);
          TimeUnit.MILLISECONDS.sleep(backoff.failed().toMillis());
        }
      }
      if (!stopping.get()) {
        awaitHandlers(Long.MAX_VALUE);
      }
    } catch (InterruptedException e) {
      // close() wants this thread to end
    } finally {
      stopped.countDown();
      if (!stopping.get()) {
        keeper.stop();
      }
    }
  }

  /** Gets as many as there are handlers free; false when it is time to stop. */
  private boolean getSome() throws InterruptedException {
    if (!free.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    int room = 1 + free.drainPermits();
    int max = (int) Math.min(room, settings.maxItems - got);
    List<Claim> claims = List.of();
    try {
      claims = settings.pq.getItems(request.withMax(max).withWaitUpTo(LOOK));
    } finally {
      free.release(room - claims.size());
    }
    got += claims.size();
    for (Claim claim : claims) {
      Running item = new Running(claim, settings.lease);
      running.add(item);
      keeper.watch(item);
      hand(item);
    }
    if (claims.isEmpty()) {
      return !isDone();
    }
    idleSince = System.nanoTime();
    return true;
  }

  private void hand(Running item) {
    try {
      executor.execute(() -> handle(item));
    } catch (RejectedExecutionException e) {
      Log.warn("the worker's executor takes no more work; the item is given back", e);
      giveBack(item);
    }
  }

  private boolean isDone() {
    if (!running.isEmpty()) {
      idleSince = System.nanoTime();
      return false;
    }
    if (settings.idleExit != null && System.nanoTime() - idleSince >= settings.idleExit.toNanos()) {
      return true;
    }
    return settings.untilEmpty && nothingIsToCome();
  }

  private boolean nothingIsToCome() {
    for (Counts counts : settings.pq.counts()) {
      if (counts.queue().equals(request.queue())) {
        return counts.paused()
            || counts.of(Status.UNPROCESSED) == 0 && counts.of(Status.CRASHED) == 0;
      }
    }
    return true;
  }

  // ---- handling

  private void handle(Running item) {
    if (!item.start()) {
      return;
    }
    Throwable error = null;
    try {
      settings.handler.handle(item.claim);
    } catch (Throwable e) { // whatever a handler throws is its item's crash, not ours
      error = e;
    } finally {
      item.leave();
    }
    try {
      settle(item, error);
    } finally {
      free.release();
    }
  }

  private void settle(Running item, @Nullable Throwable error) {
    if (item.claim.isSettled()) {
      ended(item, error != null);
    } else if (error == null) {
      try {
        ((AsyncClaim) item.claim).processedThen(problem -> settled(item, problem));
      } catch (PqException e) {
        settled(item, e);
      }
    } else {
      settled(item, crash(item.claim, error));
    }
  }

  private static @Nullable RuntimeException crash(Claim claim, Throwable error) {
    try {
      claim.crashed(Failure.because(error));
      return new PqException("the handler failed", error);
    } catch (PqException e) {
      return e;
    }
  }

  private void settled(Running item, @Nullable RuntimeException problem) {
    if (problem instanceof StaleClaimException || problem instanceof UnknownItemException) {
      Log.warn("item " + item.claim.id() + " was lost while it was handled: its lease ran out");
    } else if (problem != null && problem.getCause() == null) {
      Log.warn("item " + item.claim.id() + " could not be settled; it will come again", problem);
    }
    ended(item, problem != null);
  }

  private void ended(Running item, boolean isFailure) {
    running.remove(item);
    handled.incrementAndGet();
    if (isFailure) {
      failed.incrementAndGet();
    }
  }

  // ---- stopping

  void close() {
    stopping.set(true);
    getter.interrupt();
    boolean interrupted = Uninterrupted.awaitEnd(getter);
    for (Running item : running) {
      giveBack(item);
    }
    try {
      if (!awaitHandlers(settings.grace.toNanos())) {
        running.forEach(WorkerLoop::cutOff);
        awaitHandlers(TimeUnit.SECONDS.toNanos(1));
      }
    } catch (InterruptedException e) {
      running.forEach(WorkerLoop::cutOff);
      interrupted = true;
    }
    keeper.stop();
    if (ownExecutor != null) {
      ownExecutor.shutdown();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveBack(Running item) {
    if (!item.takeUntouched()) {
      return;
    }
    running.remove(item);
    try {
      item.claim.release();
    } catch (PqException e) {
      Log.debug("an untouched item could not be given back: " + e);
    }
    free.release();
  }

  private static void cutOff(Running item) {
    try {
      item.claim.crashed("the worker was stopped while the handler ran");
    } catch (PqException e) {
      // settled or lost meanwhile
    }
    item.interrupt();
  }

  /** Waits until no claim is left here; false when that took longer. */
  private boolean awaitHandlers(long nanos) throws InterruptedException {
    long began = System.nanoTime();
    while (!running.isEmpty()) {
      if (System.nanoTime() - began >= nanos) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return true;
  }
}
