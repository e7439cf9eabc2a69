package atk.pq.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waking one thread at a time leaves no task lying. */
@Timeout(60)
class HandlerThreadsTest {
  private static final int THREADS = 16;

  private final HandlerThreads threads = new HandlerThreads(THREADS);

  @Test
  @DisplayName("tasks that need each other run all at once, also where threads rested before")
  void allAtOnce() throws Exception {
    for (int round = 0; round < 50; round++) {
      CyclicBarrier together = new CyclicBarrier(THREADS + 1);
      for (int i = 0; i < THREADS; i++) {
        threads.execute(() -> await(together));
      }
      together.await(30, TimeUnit.SECONDS);
    }
    threads.close();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("bursts of tasks, some slow, are all run, by no more threads than allowed")
  void bursts() throws InterruptedException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    for (int round = 0; round < 1_000; round++) {
      int burst = 1 + random.nextInt(40);
      CountDownLatch done = new CountDownLatch(burst);
      for (int i = 0; i < burst; i++) {
        boolean slow = random.nextInt(20) == 0;
        threads.execute(
            () -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              seen.add(Thread.currentThread());
              LockSupport.parkNanos(slow ? 1_000_000 : 0);
              running.decrementAndGet();
              done.countDown();
            });
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).as("round %d, seed %d", round, seed).isTrue();
    }
    assertThat(most.get()).isLessThanOrEqualTo(THREADS);
    assertThat(seen).hasSizeLessThanOrEqualTo(THREADS);
    threads.close();
    for (Thread thread : seen) {
      thread.join(30_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  @DisplayName("a task that throws, or leaves an interrupt, costs no thread")
  void badTasks() throws InterruptedException {
    HandlerThreads one = new HandlerThreads(1);
    CountDownLatch done = new CountDownLatch(1);
    one.execute(
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
    one.execute(() -> Thread.currentThread().interrupt());
    one.execute(done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    one.close();
  }

  @Test
  @DisplayName("what was handed over before it was closed is run, and nothing is taken after")
  void closing() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      threads.execute(done::countDown);
    }
    threads.close();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
