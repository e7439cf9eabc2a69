package atk.pq.internal;

import atk.pq.OutcomeUnknownException;
import atk.pq.PqException;
import atk.pq.QueueBusyException;
import atk.pq.QueueMovedException;
import atk.pq.spi.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * Group commit: the calls of all threads are gathered while the previous flush runs and are
 * committed in one transaction, by the one thread that writes. No artificial delay, one flush for
 * everybody. One of the {@link Lanes} of an engine; most engines have one.
 *
 * <p>Callers push into the {@link Inbox} and park; the writer takes all that is there at once.
 *
 * <p>A call's error must not fail its neighbours: when a turn throws, nothing of it happened, and
 * its calls are run again one by one. Nothing is run again when the outcome is unknown (all calls
 * of the turn are told so), or when the database stayed locked or was moved (trying again would
 * help nobody).
 */
final class CommitQueue {
  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Engine engine;
  private final BiConsumer<Integer, Duration> onTurn;
  private final Lanes lanes;
  private final Inbox inbox;
  private final Waiters waiters;
  private final Thread writer;
  private long busyAt = System.nanoTime();
  private long idledAt = busyAt;

  CommitQueue(
      Engine engine,
      String name,
      BiConsumer<Integer, Duration> onTurn,
      Lanes lanes,
      Lanes.Parts parts) {
    this.engine = engine;
    this.inbox = parts.inbox();
    this.onTurn = onTurn;
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
    Inbox.Pushed pushed = inbox.push(call);
    if (pushed == Inbox.Pushed.REFUSED) {
      throw lanes.closed();
    }
    if (pushed == Inbox.Pushed.FIRST) {
      wake();
    }
  }

  /** Items may have become ready by another lane. */
  void lookAgain() {
    waiters.lookAgain();
  }

  /** Has the writer look at once what came, and whether the engine is still open. */
  void wake() {
    LockSupport.unpark(writer);
  }

  // ---- the writer thread

  private void run() {
    List<Call<?>> batch = new ArrayList<>();
    try {
      while (engine.isOpen() && inbox.takeAll(batch)) {
        if (!batch.isEmpty() || waiters.areDue()) {
          busyAt = batch.isEmpty() ? busyAt : System.nanoTime();
          commit(batch);
        } else {
          waiters.parkNanos(IDLE_NANOS);
          idle();
        }
      }
    } finally {
      finish(batch);
    }
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
    int next = 0;
    do {
      Turn turn = new Turn();
      while (next < batch.size() && !turn.isFull()) {
        Call<?> call = batch.get(next++);
        if (call.begin()) {
          turn.add(call);
        }
      }
      boolean timed = waiters.joinIfDue(turn);
      if (turn.hasWork() || timed) {
        commit(turn, timed);
      } else {
        answer(turn);
      }
    } while (next < batch.size() && engine.isOpen());
    batch.subList(0, next).clear();
  }

  private void commit(Turn turn, boolean sweeps) {
    long began = System.nanoTime();
    try {
      engine.write(
          turn.flush(),
          tx -> {
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
    answer(turn);
    if (sweeps || turn.mayReadyItems()) {
      lanes.readied(this);
    }
    onTurn.accept(turn.calls().size(), Duration.ofNanos(System.nanoTime() - began));
  }

  private void answer(Turn turn) {
    for (Call<?> call : turn.calls()) {
      if (!waiters.keep(call)) {
        call.succeed();
      }
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
          commit(alone, false);
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
    left.forEach(call -> call.fail(lanes.closed()));
    waiters.close();
    lanes.ended(asked);
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
    refused.forEach(call -> call.fail(lanes.closed()));
  }

  /** Waits for the end of the writer thread. */
  void awaitEnd() {
    Uninterrupted.join(writer);
  }
}
