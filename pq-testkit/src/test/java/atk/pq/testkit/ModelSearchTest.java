package atk.pq.testkit;

import static atk.pq.testkit.ModelStep.Verb.GET;
import static atk.pq.testkit.ModelStep.Verb.OVERRIDE;
import static atk.pq.testkit.ModelStep.Verb.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.testkit.ModelSearch.Finding;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The search finds planted bugs and shrinks what shows them: it is no test that cannot fail. */
class ModelSearchTest {
  private static final long SEED = 1;
  private static final int SEQUENCES = 500;

  private static Finding finding(Supplier<EngineFixture> broken) {
    return new ModelSearch(broken).search(SEED, SEQUENCES).orElseThrow();
  }

  @Test
  @DisplayName("the control: nothing is found on the sound engine")
  void nothingOnTheSoundEngine() {
    assertThat(new ModelSearch(MemoryFixture::new).search(SEED, SEQUENCES)).isEmpty();
  }

  @Test
  @DisplayName("a lost order is found, and shrunk to two puts and a get")
  void aLostOrder() {
    Finding finding = finding(BrokenEngines::orderLost);

    assertThat(finding.steps()).extracting(ModelStep::verb).containsExactly(PUT, PUT, GET);
    assertThat(finding.error()).hasMessageContaining("what is handed out");
  }

  @Test
  @DisplayName("an illegal move is found, and shrunk to the life of one item")
  void anIllegalMove() {
    Finding finding = finding(BrokenEngines::moveAllowed);

    assertThat(finding.steps())
        .extracting(ModelStep::verb)
        .startsWith(PUT)
        .endsWith(OVERRIDE)
        .hasSizeLessThanOrEqualTo(4);
    assertThat(finding.error()).hasMessageContaining("the outcome");
  }

  @Test
  @DisplayName("a forgotten token is found, and shrunk to a claim that was lost")
  void aForgottenToken() {
    Finding finding = finding(BrokenEngines::tokenForgotten);

    assertThat(finding.steps()).hasSizeLessThanOrEqualTo(6);
    assertThat(finding.error()).hasMessageContaining("STALE");
  }

  @Test
  @DisplayName("a finding says its seed, its steps and what went wrong, and can be replayed")
  void aFindingCanBeReplayed() {
    Finding finding = finding(BrokenEngines::orderLost);

    assertThat(finding.describe())
        .contains("-Dpq.model.seed=" + finding.seed())
        .contains("1. PUT by")
        .contains(finding.error().getMessage());
    Finding again =
        new ModelSearch(BrokenEngines::orderLost).search(finding.seed(), 1).orElseThrow();
    assertThat(again.steps()).isEqualTo(finding.steps());
  }

  @Test
  @DisplayName("a seed names one sequence; together they hold every verb often")
  void sequences() {
    assertThat(ModelStep.sequence(7)).isEqualTo(ModelStep.sequence(7)).hasSizeBetween(20, 40);
    assertThat(ModelStep.sequence(7)).isNotEqualTo(ModelStep.sequence(8));
    Map<ModelStep.Verb, Integer> seen = new EnumMap<>(ModelStep.Verb.class);
    for (long seed = 0; seed < 100; seed++) {
      ModelStep.sequence(seed).forEach(step -> seen.merge(step.verb(), 1, Integer::sum));
    }
    assertThat(seen).containsOnlyKeys(ModelStep.Verb.values());
    assertThat(seen.values()).allSatisfy(times -> assertThat(times).isGreaterThan(20));
  }
}
