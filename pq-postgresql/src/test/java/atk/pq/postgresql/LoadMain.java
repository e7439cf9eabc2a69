package atk.pq.postgresql;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.StaleClaimException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A client process under load: puts or gets until its standard input ends, and writes down what was
 * acknowledged: {@code PUT id key}, {@code GOT id token}, {@code DONE id}, each after the time in
 * ms.
 */
public final class LoadMain {
  private static volatile boolean isStopping;
  private static PrintStream log;

  private LoadMain() {}

  /**
   * Arguments: the address, {@code produce}, {@code consume} or {@code hold}, threads, the file.
   */
  public static void main(String[] args) throws Exception {
    log = new PrintStream(Files.newOutputStream(Path.of(args[3])), true);
    PqConfig config = PqConfig.builder(args[0]).lease(Duration.ofSeconds(20)).build();
    try (PersistentQ pq = PersistentQ.connect(config)) {
      if (args[1].equals("hold")) {
        hold(pq);
        return;
      }
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        Thread thread = new Thread(() -> run(args[1].equals("produce"), pq));
        thread.start();
        threads.add(thread);
      }
      untilInputEnds();
      isStopping = true;
      for (Thread thread : threads) {
        thread.join(60_000);
      }
      say("END");
    }
    System.exit(0);
  }

  private static void untilInputEnds() throws IOException {
    while (System.in.read() >= 0) {
      // nothing is said there
    }
  }

  private static void run(boolean isProducer, PersistentQ pq) {
    while (!isStopping) {
      try {
        if (isProducer) {
          produce(pq);
        } else {
          consume(pq);
        }
      } catch (PqException e) {
        say("FAILED " + e.getClass().getSimpleName());
        pause();
      }
    }
  }

  /** Repeats a put until it is acknowledged: its key makes that safe. */
  private static void produce(PersistentQ pq) {
    String key = UUID.randomUUID().toString();
    while (true) {
      try {
        say("PUT " + pq.putItem(NewItem.of(key).key(key)) + " " + key);
        return;
      } catch (PqException e) {
        say("FAILED " + e.getClass().getSimpleName());
        if (isStopping) {
          return;
        }
        pause();
      }
    }
  }

  private static void consume(PersistentQ pq) {
    Optional<Claim> next = pq.getItem(Duration.ofMillis(500));
    if (next.isPresent()) {
      Claim claim = next.get();
      say("GOT " + claim.id() + " " + claim.token());
      claim.processed();
      say("DONE " + claim.id());
    }
  }

  /** Gets an item when told to, and finishes it when told again. */
  private static void hold(PersistentQ pq) throws IOException {
    GetRequest request =
        GetRequest.one().withLease(Duration.ofMillis(200)).withWaitUpTo(Duration.ofMinutes(1));
    say("READY to hold");
    while (System.in.read() >= 0) {
      Claim claim = pq.getItems(request).get(0);
      say("GOT " + claim.id() + " " + claim.token());
      if (System.in.read() < 0) {
        return;
      }
      try {
        claim.processed("by the one that was stopped");
        say("DONE " + claim.id());
      } catch (StaleClaimException e) {
        say("STALE " + claim.id());
      }
    }
  }

  private static synchronized void say(String what) {
    log.println(System.currentTimeMillis() + " " + what);
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      isStopping = true;
    }
  }
}
