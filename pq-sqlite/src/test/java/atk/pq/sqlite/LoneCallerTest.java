package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atk.pq.Claim;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who commits: a caller that is alone does so itself, as safely as the queue's own thread. */
@Timeout(60)
class LoneCallerTest {
  private static final long LOCKED_MILLIS = 1_000;

  @TempDir private Path folder;

  private final BlockingQueue<Thread> committed = new LinkedBlockingQueue<>();
  private PersistentQ pq;

  @BeforeEach
  void connect() {
    PqListener notes =
        new PqListener() {
          @Override
          public void turnCommitted(int calls, Duration took) {
            committed.add(Thread.currentThread());
          }
        };
    String file = folder.resolve("jobs.db").toString();
    pq = PersistentQ.connect(PqConfig.builder(file).listener(notes).build());
  }

  @AfterEach
  void close() {
    pq.close();
  }

  @Test
  @DisplayName("a caller that is alone commits on its own thread")
  void commitsByItself() {
    pq.putItem("a");
    pq.getItem().orElseThrow().processed();
    assertThat(committed).hasSize(3).containsOnly(Thread.currentThread());
  }

  @Test
  @DisplayName("a virtual thread never does: it would keep its carrier while it waits for the disk")
  void virtualThreadsDoNot() throws Exception {
    Thread virtual = virtualThread(() -> pq.putItem("a"));
    assumeTrue(virtual != null, "this JDK has no virtual threads");
    virtual.join();
    assertThat(committed.take().getName()).startsWith("pq-writer-");
    assertThat(pq.getItem()).isPresent();
  }

  private static Thread virtualThread(Runnable work) throws Exception {
    try {
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    } catch (NoSuchMethodException older) {
      return null;
    }
  }

  @Test
  @DisplayName("callers that come while one commits are committed together, by the queue's thread")
  void manyShareTheQueuesThread() throws Exception {
    List<Thread> callers = new ArrayList<>();
    try (HeldLock lock = new HeldLock(folder.resolve("jobs.db"))) {
      callers.add(start(() -> pq.putItem("first")));
      while (callers.get(0).getState() != Thread.State.TIMED_WAITING) {
        Thread.sleep(1); // until it waits for the file
      }
      for (int i = 0; i < 10; i++) {
        callers.add(start(() -> pq.putItem("behind it")));
      }
      for (Thread caller : callers.subList(1, callers.size())) {
        while (caller.getState() != Thread.State.TIMED_WAITING) {
          Thread.sleep(1);
        }
      }
    }
    for (Thread caller : callers) {
      caller.join();
    }
    // those behind it came before it had the file, so they are in its turn
    assertThat(committed).containsExactly(callers.get(0));
    assertThat(pq.count(ItemFilter.all())).isEqualTo(11);
  }

  @Test
  @DisplayName("an interrupt disturbs neither its call nor the queue, and does not make it spin")
  void anInterruptIsKeptForLater() throws Exception {
    AtomicLong id = new AtomicLong();
    AtomicLong spent = new AtomicLong();
    CountDownLatch kept = new CountDownLatch(1);
    Thread caller;
    try (HeldLock lock = new HeldLock(folder.resolve("jobs.db"))) {
      caller =
          start(
              () -> {
                long before = cpuNanos();
                id.set(pq.putItem("a"));
                spent.set(cpuNanos() - before);
                if (Thread.currentThread().isInterrupted()) {
                  kept.countDown();
                }
              });
      while (caller.getState() != Thread.State.TIMED_WAITING) {
        Thread.sleep(1);
      }
      caller.interrupt();
      Thread.sleep(LOCKED_MILLIS);
    }
    caller.join();
    assertThat(kept.await(0, TimeUnit.SECONDS)).as("the flag is kept").isTrue();
    assertThat(committed.take()).isSameAs(caller);
    assertThat(spent.get() / 1e6).as("CPU ms").isLessThan(LOCKED_MILLIS / 2.0);
    assertThat(pq.getItem().map(Claim::id)).isEqualTo(Optional.of(id.get()));
  }

  @Test
  @DisplayName("a call of a thread that is interrupted already is committed, and so is the next")
  void interruptedBefore() {
    Thread.currentThread().interrupt();
    pq.putItem("a");
    pq.putItem("b");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(committed).hasSize(2).containsOnly(Thread.currentThread());
  }

  /** Of this thread, where the system tells; else 0. */
  private static long cpuNanos() {
    Path told = Path.of("/proc/thread-self/schedstat");
    try {
      return Files.exists(told) ? Long.parseLong(Files.readString(told).split(" ")[0]) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "caller");
    thread.start();
    return thread;
  }
}
