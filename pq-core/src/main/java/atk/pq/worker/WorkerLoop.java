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
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The inside of a {@link Worker}: one thread gets claims, an executor runs the handlers. */
final class WorkerLoop {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration STUCK = Duration.ofMillis(100);
  private static final int AHEAD_OF_EACH = 2;
  private static final int MOST_AT_ONCE = 1_000;
  private static final int MOST_UNSETTLED = 1_000;

  private final Worker.Builder settings;
  private final GetRequest request;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final Intake intake;
  private final Semaphore settling = new Semaphore(MOST_UNSETTLED);
  private final LeaseKeeper keeper;
  private final Executor executor;
  private final @Nullable HandlerThreads ownThreads;
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
    this.intake = new Intake(settings.concurrency, mostAhead(settings));
    this.keeper = new LeaseKeeper(running, settings.maxRunTime);
    if (settings.executor == null) {
      ownThreads = new HandlerThreads(settings.concurrency);
      executor = ownThreads;
    } else {
      ownThreads = null;
      executor = settings.executor;
    }
    this.getter = new Thread(this::run, "pq-worker-" + queue);
    getter.setDaemon(true);
    getter.start();
  }

  /**
   * None where one handler is to see the order of the queue, where the items are counted, and where
   * an executor would run more of them at once.
   */
  private static int mostAhead(Worker.Builder settings) {
    boolean mayBe =
        settings.concurrency > 1
            && settings.executor == null
            && settings.maxItems == Long.MAX_VALUE;
    return mayBe ? AHEAD_OF_EACH * settings.concurrency : 0;
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

  /** Gets as many as there is room for; false when it is time to stop. */
  private boolean getSome() throws InterruptedException {
    Duration look = intake.ahead() > 0 ? STUCK : LOOK;
    int room = intake.awaitRoom(look.toNanos());
    if (room == 0) {
      giveBackStuck();
      return true;
    }
    int max = (int) Math.min(Math.min(room, MOST_AT_ONCE), settings.maxItems - got);
    List<Claim> claims = settings.pq.getItems(request.withMax(max).withWaitUpTo(look));
    got += claims.size();
    intake.got(claims.size());
    for (Claim claim : claims) {
      Running item = new Running(claim, settings.lease);
      running.add(item);
      keeper.watch(item);
      hand(item);
    }
    if (claims.isEmpty()) {
      giveBackStuck();
      return !isDone();
    }
    idleSince = System.nanoTime();
    return true;
  }

  /** What was claimed ahead of handlers that turned out to be slow is for others to have. */
  private void giveBackStuck() {
    List<Running> stuck =
        running.stream()
            .filter(item -> item.hasWaited(STUCK.toNanos()))
            .sorted(Comparator.comparing((Running item) -> item.claim.id()).reversed())
            .limit(intake.ahead())
            .toList();
    if (!stuck.isEmpty()) {
      intake.waited(STUCK.toNanos());
      stuck.forEach(this::giveBack);
    }
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
    if (!begin(item)) {
      return;
    }
    Throwable error = null;
    long took;
    try {
      settings.handler.handle(item.claim);
    } catch (Throwable e) { // whatever a handler throws is its item's crash, not ours
      error = e;
    } finally {
      took = item.leave();
    }
    try {
      settle(item, error);
    } finally {
      intake.ended(took);
    }
  }

  /** False where the item was given back, or lost while it waited. */
  private boolean begin(Running item) {
    if (item.isLeaseOver()) {
      long asked = System.nanoTime();
      try {
        item.claim.extend(item.heartbeat.lease());
        item.extendedAt(asked);
      } catch (PqException e) {
        drop(item, e);
        return false;
      }
    }
    if (!item.start()) {
      return false;
    }
    intake.begun();
    return true;
  }

  private void drop(Running item, PqException lost) {
    if (item.takeUntouched()) {
      Log.warn("item " + item.claim.id() + " is not handled: its lease ran out before", lost);
      intake.dropped();
      running.remove(item);
    }
  }

  private void settle(Running item, @Nullable Throwable error) {
    if (item.claim.isSettled()) {
      ended(item, error != null);
      return;
    }
    boolean isFailure = error != null;
    settling.acquireUninterruptibly();
    try {
      AsyncClaim claim = (AsyncClaim) item.claim;
      if (error == null) {
        claim.processedThen(problem -> settled(item, problem, isFailure));
      } else {
        claim.crashedThen(Failure.because(error), problem -> settled(item, problem, isFailure));
      }
    } catch (RuntimeException e) {
      settled(item, e, isFailure);
    }
  }

  private void settled(Running item, @Nullable RuntimeException problem, boolean isFailure) {
    settling.release();
    if (problem instanceof StaleClaimException || problem instanceof UnknownItemException) {
      Log.warn("item " + item.claim.id() + " was lost while it was handled: its lease ran out");
    } else if (problem != null) {
      Log.warn("item " + item.claim.id() + " could not be settled; it will come again", problem);
    }
    ended(item, isFailure || problem != null);
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
    if (ownThreads != null) {
      ownThreads.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveBack(Running item) {
    if (!item.takeUntouched()) {
      return;
    }
    intake.dropped();
    try {
      ((AsyncClaim) item.claim).releaseThen(problem -> givenBack(item, problem));
    } catch (PqException e) {
      givenBack(item, e);
    }
  }

  private void givenBack(Running item, @Nullable RuntimeException problem) {
    running.remove(item);
    if (problem != null) {
      Log.debug("an untouched item could not be given back: " + problem);
    }
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
