package atk.pq.internal;

import atk.pq.QueueClosedException;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The commit queues of one engine, as many as it can commit side by side: while one waits for its
 * flush, another gathers and runs. A thread always uses the same lane, so that its calls stay in
 * their order, also those it does not wait for.
 *
 * <p>Lanes know little of each other: one that made items ready wakes those that wait in the
 * others; one that ends unasked ends all; the last to end closes the engine.
 */
final class Lanes implements AutoCloseable {
  private final Engine engine;
  private final List<CommitQueue> lanes = new ArrayList<>();
  private final AtomicInteger running;
  private final Crowd crowd = new Crowd();
  private volatile @Nullable Throwable broken;

  /** What a lane is made of; a control of {@code InterleavingsTest} breaks a part. */
  static class Parts {
    Inbox inbox() {
      return new Inbox();
    }

    Waiters waiters(Engine engine, Thread writer) {
      return new Waiters(engine, writer);
    }

    Answers answers(Crowd crowd) {
      return new Answers(crowd);
    }
  }

  /** Is told of turns that were committed, on the thread that commits. */
  interface Told {
    /** How many calls shared a turn, and how long it took. */
    void committed(int calls, Duration took);

    /** A damaged item was not handed out; before the calls of its turn have their answers. */
    default void putAside(long id) {}
  }

  /** Starts the writer threads. */
  Lanes(Engine engine, String name, Told told) {
    this(engine, name, told, new Parts());
  }

  Lanes(Engine engine, String name, Told told, Parts parts) {
    this.engine = engine;
    int count = engine.lanes();
    running = new AtomicInteger(count);
    for (int i = 0; i < count; i++) {
      String writer = count == 1 ? name : name + "-" + i;
      lanes.add(new CommitQueue(engine, writer, told, this, crowd, parts));
    }
    lanes.forEach(CommitQueue::start);
  }

  // ---- the callers' side

  /** Runs a call and waits for its answer, which is on disk then. */
  <R> R run(Call<R> call) {
    submitOrLead(call);
    return VirtualThreads.isCurrent() ? call.await() : crowd.await(call);
  }

  /**
   * Runs a get that may wait; an empty list when the deadline passed or the thread was interrupted.
   */
  List<Claimed> run(Calls.Get call, long deadlineNanos) {
    submitOrLead(call);
    List<Claimed> items = call.awaitUntil(deadlineNanos);
    return items == null ? List.of() : items;
  }

  /** Hands a call over without waiting. */
  void submit(Call<?> call) {
    lane().submit(call);
  }

  /**
   * A caller may commit by itself where there is one lane. Engines with more have a network in
   * between, which takes longer than a hand-over and may be disturbed by an interrupt.
   */
  private void submitOrLead(Call<?> call) {
    if (lanes.size() == 1 && !VirtualThreads.isCurrent()) {
      lane().submitOrLead(call);
    } else {
      lane().submit(call);
    }
  }

  private CommitQueue lane() {
    return lanes.get((int) (Thread.currentThread().getId() % lanes.size()));
  }

  /** Commits what was handed over before, then closes the database. May be called twice. */
  @Override
  public void close() {
    lanes.forEach(CommitQueue::drain);
    lanes.forEach(CommitQueue::awaitEnd);
  }

  // ---- what a lane says to the others

  /** Items may have become ready by a turn of this lane. */
  void readied(CommitQueue by) {
    for (CommitQueue lane : lanes) {
      if (lane != by) {
        lane.lookAgain();
      }
    }
  }

  /** The engine has closed itself. */
  void broke(Throwable problem) {
    broken = problem;
  }

  /** A lane has refused what was left; {@code asked}: because the queue is being closed. */
  void ended(boolean asked) {
    if (running.decrementAndGet() == 0 || !asked) {
      engine.close();
      lanes.forEach(CommitQueue::wake);
    }
  }

  /** What a caller is told who comes too late. */
  QueueClosedException closed() {
    Throwable problem = broken;
    return problem == null
        ? new QueueClosedException("the queue is closed; connect again to go on")
        : new QueueClosedException(
            "the queue closed itself: " + problem.getMessage() + ". Connect again to go on",
            problem);
  }
}
