package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atk.pq.bench.queues.Entrant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The short comparison: ratios to what is played in the same turns, so that a slow machine slows
 * both. Below half of a target something broke: a regression stays when it is played again, a burst
 * of noise does not.
 *
 * <p>The databases lie where the project lies, not in the folder for temporary files: that is often
 * in memory, where a flush is free and sharing one gains nothing.
 */
@DisplayName("Pq reaches at least half of each target")
class ComparisonTest {
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  static List<Work> works() {
    return Works.SHORT;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("works")
  void reachesHalfOfItsTarget(Work work) throws Exception {
    Path folder = onDisk(Path.of("target/data"));
    List<Entrant> both = List.of(work.subject(), work.limit());
    double best = 0;
    for (int attempt = 0; attempt < 6 && best <= work.target() / 2; attempt++) {
      best = Math.max(best, Comparison.play(work, both, folder, 3, 0.4).ratio());
    }
    requireHalf(work, best);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aRatioToNothingIsNoPass(double ratio) {
    Work work = Works.SHORT.get(0);
    assertThatThrownBy(() -> requireHalf(work, ratio)).isInstanceOf(AssertionError.class);
  }

  private static void requireHalf(Work work, double ratio) {
    assertThat(ratio)
        .as("rate of Pq in rates of " + work.limit())
        .isFinite()
        .isGreaterThan(work.target() / 2);
  }

  private static Path onDisk(Path folder) throws IOException {
    Files.createDirectories(folder);
    String type = Files.getFileStore(folder).type();
    assumeTrue(
        !IN_MEMORY.contains(type),
        () -> folder.toAbsolutePath() + " is in memory (" + type + "): there a flush is free");
    return folder;
  }
}
