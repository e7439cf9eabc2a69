package atk.pq.bench;

import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Contender.Caller;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A short stretch of one work on one contender: so many callers, each in a loop. */
public final class Slice {
  /** One round of a caller's loop. */
  public interface Step {
    /** How many items it moved, negative to stop. Where it is 0 its time is not counted. */
    int take(Caller caller, int index) throws Exception;
  }

  /** What became of a slice. */
  public record Result(long items, Instant began, long nanos, Latencies latencies) {
    /** Items a second. */
    public double rate() {
      return items * 1e9 / nanos;
    }

    Result and(Result next) {
      latencies.add(next.latencies);
      return new Result(items + next.items, began, nanos + next.nanos, latencies);
    }
  }

  private final Contender contender;
  private final int callers;
  private final Work.Threads threads;
  private final Step step;
  private final long nanos;
  private volatile boolean stop;
  private final List<Throwable> errors = new ArrayList<>();

  private Slice(Contender contender, int callers, Work.Threads threads, Step step, long nanos) {
    this.contender = contender;
    this.callers = callers;
    this.threads = threads;
    this.step = step;
    this.nanos = nanos;
  }

  static Result play(Contender contender, Work work, Step step, double seconds) throws Exception {
    long nanos = (long) (seconds * 1e9);
    return new Slice(contender, work.callers(), work.threads(), step, nanos).play();
  }

  /** Plays so many callers for about so long. */
  public static Result play(Contender contender, int callers, Step step, double seconds)
      throws Exception {
    long nanos = (long) (seconds * 1e9);
    return new Slice(contender, callers, Work.Threads.PLATFORM, step, nanos).play();
  }

  /** Virtual threads are newer than the sources: looked for when run. */
  private static final @Nullable Method START_VIRTUAL = startVirtual();

  private static @Nullable Method startVirtual() {
    try {
      return Runtime.version().feature() < 21
          ? null
          : Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  static boolean hasVirtualThreads() {
    return START_VIRTUAL != null;
  }

  private Thread start(Runnable loop) throws ReflectiveOperationException {
    if (threads == Work.Threads.VIRTUAL && START_VIRTUAL != null) {
      return (Thread) START_VIRTUAL.invoke(null, loop);
    }
    Thread thread = new Thread(loop);
    thread.start();
    return thread;
  }

  private Result play() throws Exception {
    CountDownLatch ready = new CountDownLatch(callers);
    CountDownLatch go = new CountDownLatch(1);
    Latencies[] latencies = new Latencies[callers];
    long[] items = new long[callers];
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int index = i;
      latencies[i] = new Latencies();
      running.add(start(() -> items[index] = loop(ready, go, index, latencies[index])));
    }
    ready.await();
    go.countDown();
    Instant beganAt = Instant.now();
    long began = System.nanoTime();
    long deadline = began + nanos;
    for (Thread thread : running) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left > 0) {
        thread.join(left);
      }
    }
    stop = true;
    for (Thread thread : running) {
      thread.join();
    }
    long took = System.nanoTime() - began;
    Latencies all = new Latencies();
    long sum = 0;
    for (int i = 0; i < callers; i++) {
      all.add(latencies[i]);
      sum += items[i];
    }
    synchronized (errors) {
      if (!errors.isEmpty()) {
        throw new IllegalStateException(contender + " failed", errors.get(0));
      }
    }
    return new Result(sum, beganAt, took, all);
  }

  private long loop(CountDownLatch ready, CountDownLatch go, int index, Latencies latencies) {
    long items = 0;
    try (Caller caller = contender.caller()) {
      ready.countDown();
      go.await();
      while (!stop) {
        long before = System.nanoTime();
        int moved = step.take(caller, index);
        if (moved < 0) {
          break;
        }
        if (moved > 0) {
          latencies.record(System.nanoTime() - before);
        }
        items += moved;
      }
    } catch (Exception | Error e) {
      synchronized (errors) {
        errors.add(e);
      }
      stop = true;
      ready.countDown(); // one that never got so far keeps nobody waiting
    }
    return items;
  }
}
