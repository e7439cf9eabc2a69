package atk.pq.bench;

import atk.pq.bench.Contender.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

/** A short stretch of one work on one contender: so many callers, each in a loop. */
final class Slice {
  /** One round of a caller's loop; how many items it moved, negative to stop. */
  interface Step {
    int take(Caller caller) throws Exception;
  }

  /** What became of a slice. */
  record Result(long items, long nanos, Latencies latencies) {
    double rate() {
      return items * 1e9 / nanos;
    }
  }

  private final Contender contender;
  private final int callers;
  private final Step step;
  private final long nanos;
  private volatile boolean stop;
  private final List<Throwable> errors = new ArrayList<>();

  private Slice(Contender contender, int callers, Step step, long nanos) {
    this.contender = contender;
    this.callers = callers;
    this.step = step;
    this.nanos = nanos;
  }

  static Result play(Contender contender, int callers, Step step, double seconds) throws Exception {
    return new Slice(contender, callers, step, (long) (seconds * 1e9)).play();
  }

  private Result play() throws Exception {
    CyclicBarrier start = new CyclicBarrier(callers + 1);
    Latencies[] latencies = new Latencies[callers];
    long[] items = new long[callers];
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int index = i;
      latencies[i] = new Latencies();
      Thread thread = new Thread(() -> items[index] = loop(start, latencies[index]));
      thread.start();
      running.add(thread);
    }
    start.await();
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
    return new Result(sum, took, all);
  }

  private long loop(CyclicBarrier start, Latencies latencies) {
    long items = 0;
    try (Caller caller = contender.caller()) {
      start.await();
      while (!stop) {
        long before = System.nanoTime();
        int moved = step.take(caller);
        if (moved < 0) {
          break;
        }
        latencies.record(System.nanoTime() - before);
        items += moved;
      }
    } catch (Exception | Error e) {
      synchronized (errors) {
        errors.add(e);
      }
      start.reset();
    }
    return items;
  }
}
