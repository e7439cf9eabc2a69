package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.CrashCause;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers that are stopped for longer than their lease, and then go on as if nothing was. */
@Tag("slow")
class PausedHolderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> VERBS = List.of("finish", "fail", "extend", "release");

  @TempDir Path folder;

  @Test
  @DisplayName("S2 a consumer stopped past its lease changes nothing and gets StaleClaimException")
  void whatIsDoneAfterThePauseIsStale() throws Exception {
    pause(20);
  }

  @Test
  @Tag("deep")
  @DisplayName("S2 1,000 pauses, no stale write")
  void aThousandTimesItIsStale() throws Exception {
    pause(1_000);
  }

  private void pause(int rounds) throws Exception {
    Path file = folder.resolve("jobs.db");
    PqConfig config =
        PqConfig.builder(file.toString())
            .lease(Duration.ofMillis(100))
            .maxSubmissions(100)
            .retryDelay(Duration.ZERO, Duration.ZERO)
            .build();
    try (PersistentQ pq = PersistentQ.connect(config);
        Child holder = Child.of(HolderMain.class, file).start().awaitReady()) {
      for (int round = 0; round < rounds; round++) {
        long id = pq.putItem("item " + round);
        int heard = holder.lines().size();
        holder.tell("get");
        Ack claimed = Ack.parse(holder.await(heard, Ack::isAck));
        assertThat(claimed.is(Ack.CLAIMED) && claimed.id() == id).as("%s", claimed).isTrue();
        holder.pause();
        try {
          takeOver(pq, id);
        } finally {
          holder.resume();
        }
        String verb = VERBS.get(round % VERBS.size());
        holder.tell(verb);
        Ack answer = Ack.parse(holder.await(heard + 1, Ack::isAck));
        assertThat(answer.verb()).as("%s: %s", verb, answer).isEqualTo(Ack.STALE);
        checkUntouched(pq, id);
      }
    }
  }

  /** Another consumer gets the item once the lease is over, and finishes it. */
  private static void takeOver(PersistentQ pq, long id) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Claim claim = null;
    while (claim == null) {
      assertThat(System.nanoTime()).as("the item comes back").isLessThan(deadline);
      Thread.sleep(10);
      pq.sweep();
      claim = pq.getItems(GetRequest.one().withLease(PATIENCE)).stream().findFirst().orElse(null);
    }
    assertThat(claim.id()).isEqualTo(id);
    assertThat(claim.item().submissionCount()).isEqualTo(2);
    claim.processed("by the other");
  }

  private static void checkUntouched(PersistentQ pq, long id) {
    Item item = pq.findItem(id).orElseThrow();
    assertThat(item.status()).isEqualTo(Status.PROCESSED);
    assertThat(item.result()).isEqualTo("by the other");
    assertThat(pq.crashes(id)).singleElement().returns(CrashCause.EXPIRED, crash -> crash.cause());
  }
}
