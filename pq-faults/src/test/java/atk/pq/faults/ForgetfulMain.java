package atk.pq.faults;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.PersistentQ;
import atk.pq.PqException;
import atk.pq.StaleClaimException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A consumer that sometimes dawdles past its lease and then finishes as if nothing was. Gets many
 * items at a time, to make many claims. Options: threads, seed, max, dawdles (once in how often),
 * alone (finishes one by one). Says how long each claim is good. Ends when the queue has been empty
 * for a while.
 */
final class ForgetfulMain {
  private static final int SHORT_MILLIS = 200;
  private static final Duration LONG = Duration.ofMinutes(5);

  private ForgetfulMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Options options = Options.parse(arguments);
    GetRequest request =
        GetRequest.one()
            .withMax(options.number("max", 100))
            .withWaitUpTo(Duration.ofMillis(10 * SHORT_MILLIS));
    boolean alone = options.values().containsKey("alone");
    int dawdles = options.number("dawdles", 20);
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      options.onThreads(
          thread -> {
            Random random = new Random(options.number("seed", 0) * 1_000L + thread);
            while (work(pq, request, random.nextInt(dawdles) == 0, alone)) {
              // goes on until nothing comes any more
            }
          });
    }
  }

  private static boolean work(PersistentQ pq, GetRequest request, boolean dawdles, boolean alone) {
    Duration lease = dawdles ? Duration.ofMillis(SHORT_MILLIS) : LONG;
    long asked = System.nanoTime();
    List<Claim> claims = pq.getItems(request.withLease(lease));
    long leaseEnd = History.leaseEnd(asked, lease);
    for (Claim claim : claims) {
      Pipe.claimed(claim, leaseEnd);
    }
    if (dawdles) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2 * SHORT_MILLIS));
    }
    if (dawdles || alone) {
      claims.forEach(ForgetfulMain::finish);
    } else {
      pq.processed(claims);
      claims.forEach(claim -> Pipe.say(Ack.DONE, claim.id(), claim.token()));
    }
    return !claims.isEmpty();
  }

  private static void finish(Claim claim) {
    try {
      claim.processed();
      Pipe.say(Ack.DONE, claim.id(), claim.token());
    } catch (StaleClaimException e) {
      Pipe.say(Ack.STALE, claim.id(), claim.token());
    } catch (PqException e) {
      Pipe.say(Ack.ERROR, claim.id(), e);
    }
  }
}
