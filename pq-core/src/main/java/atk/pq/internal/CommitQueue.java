package atk.pq.internal;

import atk.pq.OutcomeUnknownException;
import atk.pq.PqException;
import atk.pq.QueueBusyException;
import atk.pq.QueueMovedException;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Flush;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: the calls of all threads are gathered while the previous flush runs and are
 * committed in one transaction, by one thread at a time. No artificial delay, one flush for
 * everybody. One of the {@link Lanes} of an engine; most engines have one.
 *
 * <p>Callers push into the {@link Inbox} and park; the writer takes all that is there at once, and
 * once more when the database is its own, for waiting for that may have taken long. A caller that
 * finds nobody committing takes the writer's place for one round: alone, it is spared the way to
 * another thread and back.
 *
 * <p>A call's error must not fail its neighbours: when a turn throws, nothing of it happened, and
 * its calls are run again one by one. Nothing is run again when the outcome is unknown (all calls
 * of the turn are told so), or when the database stayed locked or was moved (trying again would
 * help nobody).
 */
final class CommitQueue {
  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Engine engine;
  private final Lanes.Told told;
  private final Lanes lanes;
  private final Inbox inbox;
  private final Waiters waiters;
  private final Answers answers;
  private final Thread writer;

  /** Who commits just now: the writer thread, a caller, or nobody. */
  private final AtomicReference<@Nullable Thread> leader = new AtomicReference<>();

  private volatile boolean isLone = true;
  private long busyAt = System.nanoTime();
  private long idledAt = busyAt;

  CommitQueue(
      Engine engine, String name, Lanes.Told told, Lanes lanes, Crowd crowd, Lanes.Parts parts) {
    this.engine = engine;
    this.inbox = parts.inbox();
    this.answers = parts.answers(crowd);
    this.told = told;
    this.lanes = lanes;
    this.writer = new Thread(this::run, "pq-writer-" + name);
    this.waiters = parts.waiters(engine, writer);
    writer.setDaemon(true);
  }

  /** Starts the writer thread. */
  void start() {
    writer.start();
  }

  /** Hands a call over without waiting. */
  void submit(Call<?> call) {
    if (push(call) && leader.get() == null) {
      wake();
    }
  }

  /**
   * Hands a call over that its thread is about to wait for: where nobody commits just now, the
   * thread does so itself, which saves it the way to the writer thread and back.
   */
  void submitOrLead(Call<?> call) {
    if (!push(call) || leader.get() != null) {
      return;
    }
    if (!isLone) {
      wake();
    } else if (leader.compareAndSet(null, Thread.currentThread())) {
      lead();
    }
  }

  /** Whether the call is the first of those that are to be taken. */
  private boolean push(Call<?> call) {
    Inbox.Pushed pushed = inbox.push(call);
    if (pushed == Inbox.Pushed.REFUSED) {
      throw lanes.closed();
    }
    return pushed == Inbox.Pushed.FIRST;
  }

  /** Items may have become ready by another lane. */
  void lookAgain() {
    waiters.lookAgain();
  }

  /** Has the writer look at once what came, and whether the engine is still open. */
  void wake() {
    LockSupport.unpark(writer);
  }

  // ---- a caller that leads

  /** Commits what is there, once: then it is for the writer thread. */
  private void lead() {
    boolean interrupted = Thread.interrupted(); // is for the caller, not for the engine
    List<Call<?>> batch = new ArrayList<>();
    try {
      if (engine.isOpen() && inbox.takeAll(batch) && !batch.isEmpty()) {
        busyAt = System.nanoTime();
        commit(batch);
      }
    } catch (RuntimeException | Error e) {
      Log.warn("the queue closes itself", e);
      lanes.broke(e);
      inbox.close(batch);
    } finally {
      refuse(batch);
      boolean someWait = !waiters.isEmpty();
      leader.set(null);
      if (someWait || !inbox.isEmpty() || !engine.isOpen()) {
        wake();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // ---- the writer thread

  private void run() {
    List<Call<?>> batch = new ArrayList<>();
    try {
      while (engine.isOpen() && !inbox.isClosed()) {
        if (leader.compareAndSet(null, writer)) {
          long rest = work(batch);
          leader.set(null);
          if (inbox.isEmpty() && rest > 0) {
            LockSupport.parkNanos(this, rest);
          }
        } else {
          LockSupport.parkNanos(this, IDLE_NANOS); // whoever leads wakes the writer if need be
        }
      }
    } finally {
      while (leader.get() != writer && !leader.compareAndSet(null, writer)) {
        LockSupport.park(this);
      }
      finish(batch);
    }
  }

  /** Commits until there is nothing left; how long to rest then if nothing comes. */
  private long work(List<Call<?>> batch) {
    while (engine.isOpen() && inbox.takeAll(batch)) {
      if (!batch.isEmpty()) {
        busyAt = System.nanoTime();
      } else if (!waiters.areDue()) {
        idle();
        return waiters.rest(IDLE_NANOS);
      }
      commit(batch);
    }
    return 0;
  }

  private void idle() {
    long now = System.nanoTime();
    if (!inbox.isEmpty() || now - busyAt < IDLE_NANOS || now - idledAt < IDLE_NANOS) {
      return;
    }
    idledAt = now;
    try {
      engine.idle();
    } catch (RuntimeException e) {
      Log.warn("maintenance of the database failed", e);
    }
  }

  private void commit(List<Call<?>> batch) {
    isLone = batch.size() == 1;
    do {
      Turn turn = new Turn();
      turn.addFrom(batch);
      boolean timed = waiters.joinIfDue(turn);
      if (turn.hasWork() || timed) {
        commit(turn, timed, batch);
      } else {
        answer(turn);
      }
    } while (!batch.isEmpty() && engine.isOpen());
  }

  /**
   * @param batch what is to come after the turn; null for a turn that is to stay as it is
   */
  private void commit(Turn turn, boolean sweeps, @Nullable List<Call<?>> batch) {
    long began = System.nanoTime();
    try {
      engine.write(
          turn.flush(),
          tx -> {
            if (batch != null) {
              addLateCalls(turn, batch);
            }
            if (sweeps) {
              waiters.sweep(tx);
            }
            turn.run(tx);
            waiters.look(tx, turn);
            return turn;
          });
    } catch (RuntimeException | Error e) {
      retry(turn, e);
      return;
    }
    try {
      turn.putAside().forEach(told::putAside); // first: who finds nothing then may ask why
    } finally {
      answer(turn);
    }
    if (sweeps || turn.mayReadyItems()) {
      lanes.readied(this);
    }
    told.committed(turn.calls().size(), Duration.ofNanos(System.nanoTime() - began));
  }

  /** Those that came while the turn waited for the database need not wait for the next. */
  private void addLateCalls(Turn turn, List<Call<?>> batch) {
    if (turn.flush() == Flush.NEEDED && batch.isEmpty() && !inbox.isEmpty()) {
      inbox.takeAll(batch);
      turn.addFrom(batch);
      waiters.joinIfDue(turn);
    }
  }

  private void answer(Turn turn) {
    try {
      List<Call<?>> answered = new ArrayList<>(turn.calls());
      answered.removeIf(waiters::keep);
      answers.give(answered);
    } catch (RuntimeException | Error e) { // nobody is left without an answer
      RuntimeException unknown = unknownOutcome(e);
      for (Call<?> call : turn.calls()) {
        if (!call.isDone()) {
          call.fail(unknown);
        }
      }
      throw e;
    }
  }

  private void retry(Turn failed, Throwable problem) {
    List<Call<?>> calls = failed.calls();
    if (!engine.isOpen()) {
      lanes.broke(problem);
    }
    if (isUnknown(problem)) {
      RuntimeException unknown = unknownOutcome(problem);
      calls.forEach(call -> call.fail(unknown));
    } else if (calls.size() == 1
        || problem instanceof QueueBusyException
        || problem instanceof QueueMovedException
        || !engine.isOpen()) {
      RuntimeException typed = typed(problem);
      calls.forEach(call -> call.fail(typed));
    } else {
      for (Call<?> call : calls) {
        if (engine.isOpen()) {
          Turn alone = new Turn();
          alone.add(call);
          commit(alone, false, null);
        } else {
          call.fail(lanes.closed());
        }
      }
    }
  }

  private static boolean isUnknown(Throwable problem) {
    return problem instanceof OutcomeUnknownException || problem instanceof Error;
  }

  private static RuntimeException unknownOutcome(Throwable problem) {
    return problem instanceof OutcomeUnknownException unknown
        ? unknown
        : new OutcomeUnknownException(
            "the program failed while this call was under way: " + problem, problem);
  }

  private static RuntimeException typed(Throwable problem) {
    return problem instanceof PqException known
        ? known
        : new PqException("an unexpected error, nothing happened: " + problem, problem);
  }

  /** Refuses what is left, ends who waits. */
  private void finish(List<Call<?>> left) {
    boolean asked = !inbox.close(left);
    refuse(left);
    waiters.close();
    lanes.ended(asked);
  }

  private void refuse(List<Call<?>> calls) {
    calls.forEach(call -> call.fail(lanes.closed()));
  }

  /** Commits what was handed over before, and takes no more. May be called twice. */
  void drain() {
    if (inbox.isClosed()) {
      return;
    }
    Calls.End last = new Calls.End();
    try {
      submit(last);
      last.await();
    } catch (PqException e) {
      // it only waited for those before it, and each of them has its own answer
    }
    // Calls that came meanwhile are refused: they were made while the queue was being closed.
    List<Call<?>> refused = new ArrayList<>();
    inbox.close(refused);
    wake();
    refuse(refused);
  }

  /** Waits for the end of the writer thread. */
  void awaitEnd() {
    Uninterrupted.join(writer);
  }
}
