package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Durability;
import atk.pq.PersistentQ;
import atk.pq.PqException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while files are put: what was acknowledged before is there with its content. The
 * control flushes nothing and must lose some.
 */
@Tag("slow")
class FilePowerCutTest {
  private static final int LONGEST_MILLIS = 400;
  private static final int MIB = 256;

  @TempDir Path folder;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private int acknowledged;

  @Test
  @DisplayName("S8 a file that was acknowledged is there, and whole, after a power cut")
  void powerCutsLoseNoContent() throws Exception {
    assertThat(cut(3, Durability.FLUSH)).isEmpty();
    assertThat(acknowledged).isGreaterThan(3);
  }

  @Test
  @Tag("deep")
  @DisplayName("S8 100 power cuts lose no content")
  void aHundredPowerCutsLoseNoContent() throws Exception {
    assertThat(cut(100, Durability.FLUSH)).isEmpty();
    assertThat(acknowledged).isGreaterThan(100);
  }

  @Test
  @DisplayName("the control: without flushes, power cuts lose files")
  void theControlThatDoesNotFlushLosesFiles() throws Exception {
    assertThat(cut(1, Durability.PROCESS)).isNotEmpty();
  }

  private List<String> cut(int rounds, Durability durability) throws Exception {
    DiskKind.EXT4.isNeeded();
    List<String> problems = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      problems.addAll(cutOnce(durability));
    }
    System.out.printf(
        "power cut of files: seed %d, %s, %d rounds, %d puts acknowledged, %d wrong: %s%n",
        seed,
        durability,
        rounds,
        acknowledged,
        problems.size(),
        problems.stream().limit(3).toList());
    return problems;
  }

  private List<String> cutOnce(Durability durability) throws Exception {
    String source = "source=" + folder.resolve("source");
    String mode = "durability=" + durability;
    return new PowerCut(DiskKind.EXT4, folder, MIB, LONGEST_MILLIS, random)
        .problems(
            file -> List.of(Child.of(FileProducerMain.class, file, source, mode).start()),
            (file, acks) -> {
              acknowledged += acks.size();
              return problems(acks, file);
            });
  }

  private static List<String> problems(List<Ack> acks, Path file) {
    List<String> problems = new ArrayList<>();
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      for (Ack ack : acks) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try {
          pq.copyContent(ack.id(), content);
          byte[] put = FileProducerMain.content(Integer.parseInt(ack.what()));
          if (!Arrays.equals(content.toByteArray(), put)) {
            problems.add("item " + ack.id() + " has another content");
          }
        } catch (PqException | IOException e) {
          problems.add("item " + ack.id() + ": " + e.getMessage());
        }
      }
    }
    return problems;
  }
}
