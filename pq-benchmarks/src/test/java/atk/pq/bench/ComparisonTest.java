package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.bench.queues.Entrant;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The short comparison: ratios to what is played in the same turns, so that a slow machine slows
 * both. Below half of a target something broke: a regression stays when it is played again, a burst
 * of noise does not.
 */
@DisplayName("Pq reaches at least half of each target")
class ComparisonTest {
  @TempDir Path folder;

  static List<Work> works() {
    return Works.SHORT;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("works")
  void reachesHalfOfItsTarget(Work work) throws Exception {
    List<Entrant> both = List.of(work.subject(), work.limit());
    double best = 0;
    for (int attempt = 0; attempt < 3 && best <= work.target() / 2; attempt++) {
      best = Math.max(best, Comparison.play(work, both, folder, 3, 0.4).ratio());
    }
    assertThat(best).as("rate of Pq in rates of " + work.limit()).isGreaterThan(work.target() / 2);
  }
}
