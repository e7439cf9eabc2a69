package atk.pq.internal;

import atk.pq.OutcomeUnknownException;
import atk.pq.QueueClosedException;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Insert;
import atk.pq.spi.Payload;
import atk.pq.spi.WriteTx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jetbrains.lincheck.datastructures.Operation;

/** What {@code InterleavingsTest} has threads do with a commit queue, and what must come of it. */
public abstract class CommitQueueScene {
  private static final Insert ITEM =
      new Insert("q", 0, Duration.ZERO, null, Map.of(), Payload.text("text"));
  private static final ClaimRequest REQUEST = new ClaimRequest("q", 1, null, "consumer");

  StubEngine engine;
  Lanes queue;

  StubEngine engine() {
    return new StubEngine(1);
  }

  /** The hand-over; a control breaks it. */
  Inbox inbox() {
    return new Inbox();
  }

  /** Those who wait; a control breaks how they are served. */
  Waiters waiters(Thread writer) {
    return new Waiters(engine, writer);
  }

  /** How answers are given; a control breaks it. */
  Answers answers(Crowd crowd) {
    return new Answers(crowd);
  }

  /** Played in each interleaving; throws where something is wrong. */
  @Operation
  public final boolean run() throws InterruptedException {
    engine = engine();
    queue = new Lanes(engine, "scene", (calls, time) -> {}, new Parts());
    play();
    return true;
  }

  private final class Parts extends Lanes.Parts {
    @Override
    Inbox inbox() {
      return CommitQueueScene.this.inbox();
    }

    @Override
    Waiters waiters(Engine sameEngine, Thread writer) {
      return CommitQueueScene.this.waiters(writer);
    }

    @Override
    Answers answers(Crowd crowd) {
      return CommitQueueScene.this.answers(crowd);
    }
  }

  abstract void play() throws InterruptedException;

  /** Puts an item; false where the queue was closed before. */
  final boolean put() {
    try {
      queue.run(new Calls.Put(List.of(ITEM)));
      return true;
    } catch (QueueClosedException | OutcomeUnknownException e) {
      return false;
    }
  }

  /** Gets an item, at most until then; false where there was none. */
  final boolean get(long deadlineNanos) {
    try {
      List<Claimed> claimed = queue.run(new Calls.Get(REQUEST, true), deadlineNanos);
      return !claimed.isEmpty();
    } catch (QueueClosedException e) {
      return false;
    }
  }

  static long never() {
    return System.nanoTime() + Duration.ofDays(1).toNanos();
  }

  static void together(Runnable first, Runnable second) throws InterruptedException {
    Thread other = new Thread(first);
    other.start();
    second.run();
    other.join();
  }

  static void expect(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  /** Two callers put. */
  public static class TwoCallers extends CommitQueueScene {
    @Override
    void play() throws InterruptedException {
      together(() -> expect(put(), "is open"), () -> expect(put(), "is open"));
      expect(engine.ready.get() == 2, "both are put");
      queue.close();
    }
  }

  /** A caller puts while the queue is closed. */
  public static class CallAndClose extends CommitQueueScene {
    @Override
    void play() throws InterruptedException {
      AtomicInteger acknowledged = new AtomicInteger();
      together(() -> acknowledged.set(put() ? 1 : 0), queue::close);
      expect(acknowledged.get() == engine.ready.get(), "acknowledged is what was put");
    }
  }

  /** A caller puts while the engine fails under another's put, and closes itself. */
  public static class CallAndFailure extends CommitQueueScene {
    @Override
    StubEngine engine() {
      return new StubEngine(1) {
        @Override
        public <R> R write(Flush flush, Function<WriteTx, R> work) {
          close();
          throw new OutcomeUnknownException("a failed flush");
        }
      };
    }

    @Override
    void play() throws InterruptedException {
      together(() -> expect(!put(), "is refused"), () -> expect(!put(), "is refused"));
    }
  }

  /** Pushes without a compare-and-set. */
  public static final class PlainHandOver extends TwoCallers {
    @Override
    Inbox inbox() {
      return new Inbox() {
        @Override
        Pushed push(Call<?> call) {
          Call<?> before = newest.get();
          if (isClosed()) {
            return Pushed.REFUSED;
          }
          call.earlier = before;
          newest.set(call);
          return before == null ? Pushed.FIRST : Pushed.BEHIND_OTHERS;
        }
      };
    }
  }

  /** Looks, then empties. */
  public static final class TakeInTwoSteps extends TwoCallers {
    @Override
    Inbox inbox() {
      return new Inbox() {
        @Override
        boolean takeAll(List<Call<?>> batch) {
          if (isClosed()) {
            return false;
          }
          inOrder(newest.get(), batch);
          newest.set(null);
          return true;
        }
      };
    }
  }

  /** Empties, then closes. */
  public static final class CloseInTwoSteps extends CallAndFailure {
    @Override
    Inbox inbox() {
      return new Inbox() {
        @Override
        boolean close(List<Call<?>> left) {
          takeAll(left);
          return super.close(new ArrayList<>());
        }
      };
    }
  }

  /** Believes the writer to be awake. */
  public static final class ForgottenWakeUp extends TwoCallers {
    @Override
    Inbox inbox() {
      return new Inbox() {
        @Override
        Pushed push(Call<?> call) {
          Pushed pushed = super.push(call);
          return pushed == Pushed.FIRST ? Pushed.BEHIND_OTHERS : pushed;
        }
      };
    }
  }

  /** Who committed does not look for calls that came meanwhile. */
  public static final class LeftBehind extends TwoCallers {
    @Override
    Inbox inbox() {
      return new Inbox() {
        @Override
        boolean isEmpty() {
          return true;
        }
      };
    }
  }

  /** A get waits without an end; an item is put. */
  public static class WaitingGet extends CommitQueueScene {
    @Override
    void play() throws InterruptedException {
      together(this::add, () -> expect(get(never()), "an item comes"));
      queue.close();
    }

    void add() {
      put();
    }
  }

  /** The same, and another process adds the item: it commits, then tells whoever listens. */
  public static class WaitingForOthers extends WaitingGet {
    @Override
    void add() {
      engine.ready.incrementAndGet();
      engine.tell();
    }
  }

  /** Two lanes: the item is put on one, the get waits on the other. */
  public static class WaitingForOtherLane extends WaitingGet {
    @Override
    StubEngine engine() {
      return new StubEngine(2);
    }

    @Override
    void play() throws InterruptedException {
      Thread consumer = onLane(0, () -> expect(get(never()), "an item comes"));
      Thread producer = onLane(1, this::put);
      consumer.start();
      producer.start();
      consumer.join();
      producer.join();
      queue.close();
    }

    /** A thread's lane is told by its id. */
    private static Thread onLane(int lane, Runnable work) {
      return new Thread(work) {
        @Override
        @SuppressWarnings("deprecation")
        public long getId() {
          return lane;
        }
      };
    }
  }

  /** A lane is not told what another has readied. */
  public static final class LaneNotTold extends WaitingForOtherLane {
    @Override
    Waiters waiters(Thread writer) {
      return new Waiters(engine, writer) {
        @Override
        void lookAgain() {}
      };
    }
  }

  /** What another lane readies between the claim and the waiting is not looked for. */
  public static final class DeafBeforeWaiting extends WaitingForOtherLane {
    @Override
    Waiters waiters(Thread writer) {
      return new Waiters(engine, writer) {
        @Override
        boolean keep(Call<?> call) {
          boolean kept = super.keep(call);
          woken = false;
          return kept;
        }
      };
    }
  }

  /** Tells first. */
  public static final class ToldTooEarly extends WaitingGet {
    @Override
    void add() {
      engine.tell();
      engine.ready.incrementAndGet();
    }
  }

  /** A get whose time is over at once, and an item that comes just then. */
  public static class GivingUp extends CommitQueueScene {
    @Override
    void play() throws InterruptedException {
      AtomicInteger got = new AtomicInteger();
      together(
          this::put,
          () -> {
            if (got(get(System.nanoTime()))) {
              got.incrementAndGet();
            }
          });
      queue.close();
      expect(got.get() + engine.ready.get() == 1, "got or left");
    }

    boolean got(boolean answer) {
      return answer;
    }
  }

  /** Believes the clock instead of the queue. */
  public static final class GivingUpByTheClock extends GivingUp {
    @Override
    boolean got(boolean answer) {
      return false;
    }
  }

  /** A get waits without an end, and the queue is closed. */
  public static class CloseWhileWaiting extends CommitQueueScene {
    @Override
    void play() throws InterruptedException {
      together(() -> expect(!get(never()), "no item comes"), queue::close);
    }
  }

  /** Leaves those who wait. */
  public static final class LeftAtClose extends CloseWhileWaiting {
    @Override
    Waiters waiters(Thread writer) {
      return new Waiters(engine, writer) {
        @Override
        void close() {}
      };
    }
  }

  /** Forgets, on the way to sleep, that it was woken, and does not look at what was closed. */
  public static final class AsleepAtClose extends CloseWhileWaiting {
    @Override
    Inbox inbox() {
      return new Inbox() {
        @Override
        boolean isEmpty() {
          return super.isEmpty() || isClosed();
        }
      };
    }

    @Override
    Waiters waiters(Thread writer) {
      return new Waiters(engine, writer) {
        @Override
        long rest(long most) {
          if (Thread.currentThread() == writer) {
            LockSupport.unpark(writer);
            LockSupport.park(this);
          }
          return super.rest(most);
        }
      };
    }
  }
}
