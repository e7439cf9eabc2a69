package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.Counts;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose wall clock is set forward and back while they work, by libfaketime. */
@Tag("slow")
class WallClockTest {
  private static final List<String> JUMPS = List.of("+1h", "-1h", "+3d", "-3d", "+0");

  @TempDir Path folder;
  private final long seed = System.nanoTime();
  private String library = "";

  @BeforeEach
  void faketimeIsThere() throws InterruptedException {
    try {
      library = Root.run("faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD").strip();
    } catch (IOException e) {
      Root.notRun("a wall clock that jumps needs faketime: " + e.getMessage());
    }
  }

  @Test
  @Tag("deep")
  @DisplayName(
      "S23 the wall clock of all processes jumps by hours and days: nothing lost, one finish")
  void theWallClockJumpsWhileProcessesWork() throws Exception {
    assertThat(play(5_000)).as("claims that a jump cut short").isPositive();
  }

  @Test
  @DisplayName("S23 the same with a tenth of the items")
  void theWallClockJumpsForAShortWhile() throws Exception {
    play(500);
  }

  /**
   * How often a finish was refused before the lease was over: no wonder if never, in a short run.
   */
  private long play(int items) throws Exception {
    System.out.println("wall clock: seed " + seed);
    Random random = new Random(seed);
    Path file = folder.resolve("jobs.db");
    PersistentQ.connect(file.toString()).close();
    List<Child> children = new ArrayList<>();
    List<String> order = new ArrayList<>(JUMPS);
    int jumps = 0;
    try {
      set("+0");
      children.add(child(ProducerMain.class, file, "items=" + items, "threads=4"));
      children.get(0).await(0, Ack::isAck); // there is something to get
      for (int i = 0; i < 3; i++) {
        children.add(
            child(
                ForgetfulMain.class,
                file,
                "threads=4",
                "max=5",
                "dawdles=2",
                "alone=yes",
                "seed=" + i));
      }
      children.forEach(Child::awaitReady);
      while (children.stream().anyMatch(Child::isAlive)) {
        if (jumps % order.size() == 0) {
          Collections.shuffle(order, random);
        }
        set(order.get(jumps % order.size()));
        jumps++;
        Thread.sleep(2_000);
      }
      children.forEach(child -> child.awaitSuccess(Duration.ofMinutes(1)));
      return check(
          file, items, children.stream().flatMap(child -> child.acks().stream()).toList(), jumps);
    } finally {
      children.forEach(Child::close);
    }
  }

  private Child child(Class<?> main, Object... arguments) {
    return Child.of(main, arguments)
        .under(
            "env",
            "LD_PRELOAD=" + library,
            "FAKETIME_TIMESTAMP_FILE=" + folder.resolve("clock"),
            "FAKETIME_CACHE_DURATION=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1")
        .start();
  }

  /** Sets the clock of the children; they look once a second. */
  private void set(String offset) throws IOException {
    Path next = Files.writeString(folder.resolve("clock.next"), offset + "\n");
    Files.move(next, folder.resolve("clock"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static long check(Path file, int items, List<Ack> acks, int jumps) throws Exception {
    assertThat(acks.stream().filter(ack -> ack.is(Ack.ERROR))).isEmpty();
    assertThat(acks.stream().filter(ack -> ack.is(Ack.PUT)).count()).isEqualTo(items);
    History history = new History();
    Map<String, Long> leaseEnds = new HashMap<>();
    for (Ack ack : acks) {
      String[] words = ack.what().split(" ");
      if (ack.is(Ack.CLAIMED)) {
        leaseEnds.put(words[0], Long.parseLong(words[3]));
        int submission = Integer.parseInt(words[1]);
        long token = Long.parseLong(words[0]);
        history.claimed(ack.id(), token, submission, ack.nanos(), History.NOT_KNOWN);
      } else if (ack.is(Ack.DONE)) {
        history.finished(ack.id(), Long.parseLong(words[0]), ack.nanos());
      }
    }
    long cut =
        acks.stream()
            .filter(ack -> ack.is(Ack.STALE) && ack.nanos() < leaseEnds.get(ack.what()))
            .count();
    System.out.printf(
        "wall clock: %d jumps, %d claims, %d of them of an item claimed before, %d finishes,"
            + " %d refused before the lease was over%n",
        jumps, history.claims(), history.claimedAgain(), history.finishes(), cut);
    String span = FaultSql.ask(file, "SELECT max(updated_at) - min(updated_at) FROM pq_item");
    assertThat(Long.parseLong(span)).as("ms between the changes").isGreaterThan(3_500_000);
    int drained = drain(file, items);
    assertThat(history.problems()).isEmpty();
    assertThat(history.finishes() + drained).isEqualTo(items);
    return cut;
  }

  /** Finishes what is left, long after the last jump; how many. */
  private static int drain(Path file, int items) {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(5));
    PqConfig config = PqConfig.builder(file.toString()).clock(later).maxSubmissions(1_000).build();
    int drained = 0;
    try (PersistentQ pq = PersistentQ.connect(config)) {
      pq.sweep();
      List<Claim> claims = pq.getItems(items);
      while (!claims.isEmpty()) {
        pq.processed(claims);
        drained += claims.size();
        claims = pq.getItems(items);
      }
      Counts counts = pq.counts().get(0);
      assertThat(counts.of(Status.PROCESSED)).as("%s", counts).isEqualTo(items);
      assertThat(counts.total()).isEqualTo(items);
    }
    return drained;
  }
}
