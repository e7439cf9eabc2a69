package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.PersistentQ;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Producers, workers, a manager and a purger, killed again and again. */
@Tag("slow")
class KillLoopTest {
  private static final int ROUNDS_OF_A_FILE = 50;
  private static final int LONGEST_MILLIS = 400;

  @TempDir Path folder;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final int[] ready = new int[Crowd.SIZE];
  private int puts;
  private int dones;

  @Test
  @DisplayName("S1 S8 30 rounds of SIGKILL for all processes: nothing acknowledged is lost")
  void thirtyRoundsLoseNothing() throws Exception {
    kill(30);
  }

  @Test
  @Tag("deep")
  @DisplayName("S1 S8 1,000 rounds of SIGKILL for all processes: nothing acknowledged is lost")
  void aThousandRoundsLoseNothing() throws Exception {
    kill(1_000);
  }

  private void kill(int rounds) throws Exception {
    System.out.println("kill loop: seed " + seed);
    for (int done = 0; done < rounds; done += ROUNDS_OF_A_FILE) {
      int roundsOfThis = Math.min(rounds - done, ROUNDS_OF_A_FILE);
      killOneFile(folder.resolve("jobs" + done + ".db"), roundsOfThis);
    }
    System.out.printf(
        "kill loop: %d rounds, %d puts and %d finishes acknowledged, all there; at work when killed:"
            + " %s%n",
        rounds, puts, dones, Arrays.toString(ready));
    assertThat(puts).isGreaterThan(rounds);
    assertThat(dones).isGreaterThan(rounds);
    for (int times : ready) {
      assertThat(times).as("each at work in most rounds").isGreaterThan(rounds / 2);
    }
  }

  private void killOneFile(Path file, int rounds) throws Exception {
    Ledger ledger = Ledger.afterKills();
    PersistentQ.connect(file.toString()).close();
    for (int round = 0; round < rounds; round++) {
      List<Child> children = Crowd.start(file, "r" + round);
      try {
        children.get(0).awaitReady();
        children.get(1).awaitReady();
        Thread.sleep(random.nextInt(LONGEST_MILLIS));
        List<Child> victims = new ArrayList<>(children);
        Collections.shuffle(victims, random);
        for (Child victim : victims) {
          assertThat(victim.isAlive()).as("until it is killed: %s", victim).isTrue();
          victim.kill();
          Thread.sleep(random.nextInt(20));
        }
        for (int i = 0; i < children.size(); i++) {
          ready[i] += children.get(i).isReady() ? 1 : 0;
          ledger.add(children.get(i).acks());
        }
        ledger.check(file);
      } finally {
        children.forEach(Child::close);
      }
    }
    puts += ledger.puts();
    dones += ledger.dones();
  }
}
