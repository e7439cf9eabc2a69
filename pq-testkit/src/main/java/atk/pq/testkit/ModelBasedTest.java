package atk.pq.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Plays random sequences of all verbs by several actors on an engine, with time passing, and
 * compares it after each step with a model of the state diagram. Used as {@link EngineContract}.
 *
 * <p>The seed is fixed and printed; {@code -Dpq.model.seed} and {@code -Dpq.model.sequences} set
 * others. A failure names the shortest sequence found that shows it.
 */
public abstract class ModelBasedTest {
  private static final long SEED = 20_261_124;
  private static final int SEQUENCES = 10_000;

  protected ModelBasedTest() {}

  /** A new, empty store. */
  protected abstract EngineFixture newFixture();

  @Test
  @DisplayName("the engine does what the state diagram says, over random sequences of all verbs")
  void asTheModelSays() {
    long seed = Long.getLong("pq.model.seed", SEED);
    int sequences = Integer.getInteger("pq.model.sequences", SEQUENCES);
    System.out.println("model-based test: " + sequences + " sequences from seed " + seed);
    new ModelSearch(this::newFixture)
        .search(seed, sequences)
        .ifPresent(finding -> fail(finding.describe(), finding.error()));
  }
}
