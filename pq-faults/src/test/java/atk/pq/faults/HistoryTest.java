package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.StaleClaimException;
import atk.pq.internal.Engines;
import atk.pq.sqlite.SqliteEngineProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many consumers with short leases claimed and finished, put together. */
@Tag("slow")
class HistoryTest {
  private static final int CLAIMS_OF_A_FILE = 100_000;

  @TempDir Path folder;

  @Test
  @DisplayName("S1 S2 50,000 claims by 3 processes of 4 threads: the history is right")
  void theHistoryOfManyProcessesIsRight() {
    check(50_000);
  }

  @Test
  @Tag("deep")
  @DisplayName("S1 S2 a million claims by 3 processes of 4 threads: the history is right")
  void theHistoryOfAMillionClaimsIsRight() {
    check(1_000_000);
  }

  /** A history is kept in memory, so a long one is made of several files. */
  private void check(int claims) {
    for (int done = 0; done < claims; done += CLAIMS_OF_A_FILE) {
      checkOneFile(folder.resolve("jobs" + done + ".db"), Math.min(claims, CLAIMS_OF_A_FILE));
    }
  }

  private void checkOneFile(Path file, int claims) {
    try (PersistentQ pq = PersistentQ.connect(config(file).build())) {
      for (int put = 0; put < claims; put += 1_000) {
        pq.putItems(IntStream.range(0, 1_000).mapToObj(i -> NewItem.of("item")).toList());
      }
    }
    List<Child> children = new ArrayList<>();
    History history = new History();
    try (Child manager = Child.of(SweeperMain.class, file, "every=20").start()) {
      for (int i = 0; i < 3; i++) {
        children.add(
            Child.of(ForgetfulMain.class, file, "threads=4", "max=100", "seed=" + i).start());
      }
      children.forEach(child -> child.awaitSuccess(Duration.ofMinutes(30)));
      children.forEach(child -> add(child.acks(), history));
      assertThat(manager.isAlive()).isTrue();
    } finally {
      children.forEach(Child::close);
    }
    System.out.printf(
        "history: %d claims, %d of them of an item claimed before, %d finishes%n",
        history.claims(), history.claimedAgain(), history.finishes());
    assertThat(history.problems()).isEmpty();
    assertThat(history.claimedAgain()).as("some were claimed again").isPositive();
    assertThat(history.finishes()).isEqualTo(claims);
  }

  private static void add(List<Ack> acks, History history) {
    for (Ack ack : acks) {
      if (ack.is(Ack.CLAIMED)) {
        String[] words = ack.what().split(" ");
        long leaseEnd = Long.parseLong(words[3]);
        int submission = Integer.parseInt(words[1]);
        history.claimed(ack.id(), Long.parseLong(words[0]), submission, ack.nanos(), leaseEnd);
      } else if (ack.is(Ack.DONE)) {
        history.finished(ack.id(), Long.parseLong(ack.what()), ack.nanos());
      }
      if (ack.is(Ack.STALE)) {
        history.refused(Long.parseLong(ack.what()), ack.nanos());
      }
      assertThat(ack.is(Ack.ERROR)).as("%s", ack).isFalse();
    }
  }

  @Test
  @DisplayName("S2 the control: an engine without the token check fails the check of its history")
  void anEngineWithoutTheTokenCheckFails() {
    Duration over = Duration.ofMillis(1);
    assertThat(slowConsumer(false, over, Duration.ZERO)).isEmpty();
    assertThat(slowConsumer(true, over, Duration.ZERO))
        .anyMatch(problem -> problem.startsWith("two holders at once"))
        .anyMatch(problem -> problem.startsWith("finished by one who had lost it"));
  }

  @Test
  @DisplayName("S4 the control: a lease cut short by a jump of the clock fails it")
  void aLeaseThatIsCutShortIsNoticed() {
    Duration lease = Duration.ofHours(1);
    assertThat(slowConsumer(false, lease, lease))
        .singleElement(STRING)
        .startsWith("two holders at once");
  }

  /** One consumer is slower than its lease, another gets the item meanwhile; the slow one ends. */
  private List<String> slowConsumer(boolean withoutTokens, Duration lease, Duration jump) {
    Path file = folder.resolve("control" + withoutTokens + jump + ".db");
    JumpingClock clock = new JumpingClock();
    PqConfig config = config(file).clock(clock).build();
    var engine = new SqliteEngineProvider().open(config);
    History history = new History();
    try (PersistentQ pq =
        Engines.open(config, withoutTokens ? TokenlessEngine.over(engine) : engine)) {
      pq.putItem("an item");
      Claim slow = claim(pq, lease, history);
      clock.jump(jump);
      Claim quick = claim(pq, Duration.ofHours(1), history);
      for (Claim claim : List.of(slow, quick)) {
        try {
          claim.processed();
          history.finished(claim.id(), claim.token(), System.nanoTime());
        } catch (StaleClaimException e) {
          // as it should be for one of them
        }
      }
    }
    return history.problems();
  }

  private static Claim claim(PersistentQ pq, Duration lease, History history) {
    long leaseEnd = System.nanoTime() + lease.toNanos();
    Claim claim =
        pq.getItems(GetRequest.one().withLease(lease).withWaitUpTo(Duration.ofSeconds(60))).get(0);
    int submission = claim.item().submissionCount();
    history.claimed(claim.id(), claim.token(), submission, System.nanoTime(), leaseEnd);
    return claim;
  }

  private static PqConfig.Builder config(Path file) {
    return PqConfig.builder(file.toString())
        .maxSubmissions(1_000)
        .retryDelay(Duration.ZERO, Duration.ZERO);
  }
}
