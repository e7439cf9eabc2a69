package atk.pq.faults;

import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A manager, or with {@code purge=QUEUE} a purger, that does its work for ever. */
final class SweeperMain {
  private SweeperMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Options options = Options.parse(arguments);
    HeapMeter.start(options);
    String purged = options.text("purge", "");
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      options.onThreads(
          thread -> {
            while (!options.isOver()) {
              if (purged.isEmpty()) {
                pq.sweep();
              } else {
                pq.purge(
                    ItemFilter.all()
                        .withQueue(purged)
                        .withStatus(Status.PROCESSED)
                        .withOlderThan(Duration.ZERO));
              }
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(options.number("every", 20)));
            }
          });
    }
  }
}
