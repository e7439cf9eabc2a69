package atk.pq.faults;

import atk.pq.PersistentQ;
import atk.pq.worker.Handler;
import atk.pq.worker.Worker;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker with handlers that say what they begin, and rest. Options: threads, rest (ms), hold (how
 * many begin before those that come next hold their items until something is said to them).
 */
final class WorkerMain {
  private WorkerMain() {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments);
    int rest = options.number("rest", 0);
    int first = options.number("hold", Integer.MAX_VALUE);
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch mayGoOn = new CountDownLatch(1);
    Handler handler =
        claim -> {
          Pipe.say(Ack.CLAIMED, claim.id(), claim.token());
          TimeUnit.MILLISECONDS.sleep(rest);
          if (begun.incrementAndGet() > first) {
            mayGoOn.await();
          }
        };
    try (PersistentQ pq = options.connect();
        Worker worker = pq.worker(handler).concurrency(options.number("threads", 8)).start()) {
      Pipe.ready();
      while (System.in.read() >= 0) {
        mayGoOn.countDown();
      }
      Pipe.say(Ack.DONE, 0, worker.handled() + " items");
    }
  }
}
