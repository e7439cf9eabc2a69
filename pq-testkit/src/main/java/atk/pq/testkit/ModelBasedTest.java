package atk.pq.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
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

  /** How many sequences are played, unless {@code -Dpq.model.sequences} says otherwise. */
  protected int sequences() {
    return SEQUENCES;
  }

  @Test
  @DisplayName("the engine does what the state diagram says, over random sequences of all verbs")
  void asTheModelSays() {
    compare(
        Long.getLong("pq.model.seed", SEED), Integer.getInteger("pq.model.sequences", sequences()));
  }

  @Test
  @Tag("deep")
  @DisplayName("the same, over ten times as many sequences that were never tried before")
  void asTheModelSaysAgainAndAgain() {
    compare(System.currentTimeMillis(), 10 * sequences());
  }

  private void compare(long seed, int sequences) {
    System.out.println("model-based test: " + sequences + " sequences from seed " + seed);
    new ModelSearch(this::newFixture)
        .search(seed, sequences)
        .ifPresent(finding -> fail(finding.describe(), finding.error()));
  }
}
