package atk.pq.faults;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.PersistentQ;
import atk.pq.StaleClaimException;
import java.time.Duration;
import java.util.List;

/**
 * Gets items and finishes them, saying both. Options: queue, threads, wait (ms), empty (how many
 * empty answers in a row end a thread).
 */
final class ConsumerMain {
  private ConsumerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Options options = Options.parse(arguments);
    HeapMeter.start(options);
    Stalls stalls = new Stalls();
    Duration wait = Duration.ofMillis(options.number("wait", 200));
    Duration lease = Duration.ofMillis(options.number("lease", 300_000));
    int patience = options.number("empty", Integer.MAX_VALUE);
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      options.onThreads(
          thread -> {
            GetRequest now =
                GetRequest.from(options.queue(thread)).withMax(options.number("max", 1));
            GetRequest waiting = now.withWaitUpTo(wait);
            int empty = 0;
            while (empty < patience && !options.isOver()) {
              long asked = System.nanoTime();
              List<Claim> claims = stalls.measure(() -> pq.getItems(now));
              if (claims.isEmpty()) {
                asked = System.nanoTime();
                claims = stalls.measure(wait.toNanos(), () -> pq.getItems(waiting));
              }
              empty = claims.isEmpty() ? empty + 1 : 0;
              long leaseEnd = History.leaseEnd(asked, lease);
              for (Claim claim : claims) {
                finish(claim, leaseEnd, stalls);
              }
            }
          });
    }
    stalls.report();
  }

  private static void finish(Claim claim, long leaseEnd, Stalls stalls) {
    Pipe.claimed(claim, leaseEnd);
    if (!Texts.isWhole(claim.item().text())) {
      Pipe.say(Ack.ERROR, claim.id(), "the payload is not what was put");
    }
    try {
      stalls.measure(
          () -> {
            claim.processed();
            return claim;
          });
      Pipe.say(Ack.DONE, claim.id(), claim.token());
    } catch (StaleClaimException e) {
      Pipe.say(Ack.STALE, claim.id(), claim.token());
    }
  }
}
