package atk.pq.cli.bench;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Producers and consumers, each a thread in a loop, on one open queue. */
public final class Bench {
  /** Is shown how far it is, twice a second. */
  public interface Watcher {
    /** The times so far, and for how many seconds they were taken. */
    void look(Map<String, CallTimes> times, double seconds);
  }

  private static final long LOOK_MILLIS = 500;
  private static final Duration WAIT = Duration.ofMillis(100);

  private final PersistentQ pq;
  private final BenchPlan plan;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile Map<String, CallTimes> times = fresh();
  private volatile boolean isOver;
  private boolean isMeasuring;
  private long began;
  private double seconds;

  /** On an open queue that nobody else uses. */
  public Bench(PersistentQ pq, BenchPlan plan) {
    this.pq = pq;
    this.plan = plan;
  }

  private static Map<String, CallTimes> fresh() {
    Map<String, CallTimes> fresh = new LinkedHashMap<>();
    for (String call : List.of("put", "get", "finish")) {
      fresh.put(call, new CallTimes());
    }
    return fresh;
  }

  /**
   * Warms up, then measures.
   *
   * @throws InterruptedException if the thread was interrupted; what was measured so far is kept
   */
  public void play(Watcher watcher) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < plan.producers(); i++) {
      threads.add(new Thread(() -> repeat(this::put), "pq-bench-producer-" + i));
    }
    for (int i = 0; i < plan.consumers(); i++) {
      threads.add(new Thread(() -> repeat(this::getAndFinish), "pq-bench-consumer-" + i));
    }
    try {
      threads.forEach(Thread::start);
      watch(plan.seconds() / 5, (measured, at) -> {});
      isMeasuring = failure.get() == null;
      times = fresh();
      watch(plan.seconds(), watcher);
    } finally {
      isOver = true;
      seconds = sinceBegan(); // no call counts from here on
      for (Thread thread : threads) {
        thread.join();
      }
    }
    Throwable failed = failure.get();
    if (failed instanceof Error error) {
      throw error;
    }
    if (failed instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** What was measured, by the name of the call; of each kind that is played. */
  public Map<String, CallTimes> times() {
    Map<String, CallTimes> played = new LinkedHashMap<>(times);
    if (plan.consumers() == 0) {
      played.keySet().retainAll(List.of("put"));
    }
    return played;
  }

  /** Whether the warming up came to its end. */
  public boolean isMeasured() {
    return isMeasuring;
  }

  /** For how long. */
  public double seconds() {
    return seconds;
  }

  private void watch(double length, Watcher watcher) throws InterruptedException {
    began = System.nanoTime();
    double left = length;
    while (left > 0 && failure.get() == null) {
      Thread.sleep(Math.max(1, Math.min(LOOK_MILLIS, (long) (left * 1_000))));
      double at = sinceBegan();
      left = length - at;
      watcher.look(times(), at);
    }
  }

  private double sinceBegan() {
    return (System.nanoTime() - began) / 1e9;
  }

  private void repeat(Runnable step) {
    try {
      while (!isOver) {
        step.run();
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void put() {
    List<NewItem> items = Collections.nCopies(plan.batch(), NewItem.of("x".repeat(plan.size())));
    long began = System.nanoTime();
    pq.putItems(items);
    add("put", began, items.size());
  }

  private void getAndFinish() {
    long began = System.nanoTime();
    List<Claim> claims = pq.getItems(GetRequest.one().withMax(plan.batch()).withWaitUpTo(WAIT));
    if (claims.isEmpty()) {
      return;
    }
    add("get", began, claims.size());
    began = System.nanoTime();
    pq.processed(claims);
    add("finish", began, claims.size());
  }

  private void add(String call, long began, int items) {
    CallTimes of = times.get(call);
    if (of != null && !isOver) {
      of.add(System.nanoTime() - began, items);
    }
  }
}
