package atk.pq.faults;

import atk.pq.Claim;
import atk.pq.PersistentQ;
import atk.pq.StaleClaimException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Gets an item, says so, and does with it what it is told to: again and again. Says {@code done} or
 * {@code stale}.
 */
final class HolderMain {
  private HolderMain() {}

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      while (in.readLine() != null) {
        Optional<Claim> claim = pq.getItem(Duration.ofSeconds(60));
        if (claim.isEmpty()) {
          Pipe.say(Ack.ERROR, 0, "no item came");
          return;
        }
        Pipe.say(Ack.CLAIMED, claim.get().id(), claim.get().token());
        settle(claim.get(), in.readLine());
      }
    }
  }

  private static void settle(Claim claim, String verb) {
    try {
      switch (verb) {
        case "finish" -> claim.processed("by the one that was stopped");
        case "fail" -> claim.crashed("by the one that was stopped");
        case "extend" -> claim.extend(Duration.ofHours(1));
        case "release" -> claim.release();
        default -> throw new IllegalArgumentException(verb);
      }
      Pipe.say(Ack.DONE, claim.id(), claim.token());
    } catch (StaleClaimException e) {
      Pipe.say(Ack.STALE, claim.id(), e.getMessage());
    }
  }
}
