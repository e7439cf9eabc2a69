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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
  @DisplayName("S8 15 power cuts on ext4 lose nothing that was acknowledged")
  void fifteenPowerCutsLoseNothing() throws Exception {
    losesNothing(DiskKind.EXT4, 15);
  }

  @Test
  @DisplayName("S8 5 power cuts on XFS lose nothing that was acknowledged")
  void fivePowerCutsOnXfsLoseNothing() throws Exception {
    losesNothing(DiskKind.XFS, 5);
  }

  @Test
  @Tag("deep")
  @DisplayName("S8 500 power cuts on ext4 lose nothing that was acknowledged")
  void fiveHundredPowerCutsLoseNothing() throws Exception {
    losesNothing(DiskKind.EXT4, 500);
  }

  @Test
  @Tag("deep")
  @DisplayName("S8 100 power cuts on XFS lose nothing that was acknowledged")
  void aHundredPowerCutsOnXfsLoseNothing() throws Exception {
    losesNothing(DiskKind.XFS, 100);
  }

  @ParameterizedTest(name = "the control on {0}: flushing less at each commit loses items")
  @EnumSource
  void theControlThatFlushesLessLoses(DiskKind kind) throws Exception {
    loses(kind, Durability.PROCESS);
  }

  @ParameterizedTest(name = "the control on {0}: never flushing loses items")
  @EnumSource
  void theControlThatNeverFlushesLoses(DiskKind kind) throws Exception {
    loses(kind, Durability.NONE);
  }

  private void losesNothing(DiskKind kind, int rounds) throws Exception {
    Result result = cut(kind, rounds, Durability.FLUSH);
    assertThat(result.problems).isEmpty();
    assertThat(result.acknowledged).isGreaterThan(rounds);
  }

  private void loses(DiskKind kind, Durability durability) throws Exception {
    Result result = cut(kind, 2, durability);
    assertThat(result.acknowledged).isPositive();
    assertThat(result.problems).as("what %s lost", durability).isNotEmpty();
  }

  private Result cut(DiskKind kind, int rounds, Durability durability) throws Exception {
    kind.isNeeded();
    int acknowledged = 0;
    List<String> problems = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Ledger ledger = Ledger.afterPowerCuts();
      problems.addAll(cutOnce(kind, ledger, durability));
      acknowledged += ledger.puts() + ledger.dones();
    }
    System.out.printf(
        "power cut: seed %d, %s, %s, %d rounds, %d puts and finishes acknowledged, %d wrong: %s%n",
        seed,
        kind,
        durability,
        rounds,
        acknowledged,
        problems.size(),
        problems.stream().limit(3).toList());
    return new Result(acknowledged, problems);
  }

  private List<String> cutOnce(DiskKind kind, Ledger ledger, Durability durability)
      throws Exception {
    String mode = "durability=" + durability;
    String queue = "queue=kept,gone";
    return new PowerCut(kind, folder, MIB, LONGEST_MILLIS, random)
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
