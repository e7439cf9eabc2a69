package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while producers and a worker are busy: what they were told before is on disk. The
 * controls flush less and must lose, or the cut shows nothing.
 */
@Tag("slow")
class PowerCutTest {
  private static final int LONGEST_MILLIS = 300;
  private static final int MIB = 64;

  @TempDir Path folder;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** What came of some rounds. */
  private record Result(int acknowledged, List<String> problems) {}

  @Test
  @DisplayName("S8 15 power cuts lose nothing that was acknowledged")
  void fifteenPowerCutsLoseNothing() throws Exception {
    losesNothing(15);
  }

  @Test
  @Tag("deep")
  @DisplayName("S8 500 power cuts lose nothing that was acknowledged")
  void fiveHundredPowerCutsLoseNothing() throws Exception {
    losesNothing(500);
  }

  @Test
  @DisplayName("the control: without a flush at each commit (NORMAL), power cuts lose items")
  void theControlThatFlushesLessLoses() throws Exception {
    loses(Durability.PROCESS);
  }

  @Test
  @DisplayName("the control: without any flush (OFF), power cuts lose items")
  void theControlThatNeverFlushesLoses() throws Exception {
    loses(Durability.NONE);
  }

  private void losesNothing(int rounds) throws Exception {
    Result result = cut(rounds, Durability.FLUSH);
    assertThat(result.problems).isEmpty();
    assertThat(result.acknowledged).isGreaterThan(rounds);
  }

  private void loses(Durability durability) throws Exception {
    Result result = cut(3, durability);
    assertThat(result.acknowledged).isGreaterThan(3);
    assertThat(result.problems).as("what %s lost", durability).isNotEmpty();
  }

  private Result cut(int rounds, Durability durability) throws Exception {
    Root.isNeeded("a loop-mounted file system, to be shut down,");
    int acknowledged = 0;
    List<String> problems = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Ledger ledger = Ledger.afterPowerCuts();
      problems.addAll(cutOnce(ledger, durability));
      acknowledged += ledger.puts() + ledger.dones();
    }
    System.out.printf(
        "power cut: seed %d, %s, %d rounds, %d puts and finishes acknowledged, %d wrong: %s%n",
        seed,
        durability,
        rounds,
        acknowledged,
        problems.size(),
        problems.stream().limit(3).toList());
    return new Result(acknowledged, problems);
  }

  private List<String> cutOnce(Ledger ledger, Durability durability) throws Exception {
    String mode = "durability=" + durability;
    String queue = "queue=kept,gone";
    return new PowerCut(folder, MIB, LONGEST_MILLIS, random)
        .problems(
            file ->
                List.of(
                    Child.of(ProducerMain.class, file, mode, queue, "threads=4").start(),
                    Child.of(ConsumerMain.class, file, mode, queue, "threads=2").start()),
            (file, acks) -> {
              ledger.add(acks);
              return ledger.problems(file);
            });
  }
}
