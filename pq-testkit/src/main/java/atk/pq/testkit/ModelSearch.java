package atk.pq.testkit;

import atk.pq.Durability;
import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks for a sequence on which an engine and the model disagree, and shortens it. */
final class ModelSearch {
  private final Supplier<EngineFixture> fixtures;

  ModelSearch(Supplier<EngineFixture> fixtures) {
    this.fixtures = fixtures;
  }

  /**
   * A disagreement.
   *
   * @param seed the seed of the sequence
   * @param steps the steps that are needed for it
   * @param error what the last of them showed
   */
  record Finding(long seed, List<ModelStep> steps, Throwable error) {
    String describe() {
      StringBuilder text =
          new StringBuilder("engine and model disagree; replay with -Dpq.model.seed=")
              .append(seed)
              .append(" -Dpq.model.sequences=1\n");
      for (int i = 0; i < steps.size(); i++) {
        text.append("  ").append(i + 1).append(". ").append(steps.get(i)).append('\n');
      }
      return text.append("  ").append(error).toString();
    }
  }

  /** Plays the sequences of the seeds from {@code seed} on, on one store. */
  Optional<Finding> search(long seed, int sequences) {
    for (long tried = seed; tried < seed + sequences; ) {
      try (EngineFixture fixture = fixtures.get();
          Engine engine = open(fixture)) {
        for (; tried < seed + sequences; tried++) {
          List<ModelStep> steps = ModelStep.sequence(tried);
          Throwable error = play(fixture, engine, steps);
          if (error != null) {
            return Optional.of(shrink(tried, steps, error));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Drops steps, many at once and then one by one, as long as the rest still fails. */
  private Finding shrink(long seed, List<ModelStep> steps, Throwable error) {
    List<ModelStep> shortest = steps;
    Throwable last = error;
    for (int chunk = steps.size() / 2; chunk >= 1; ) {
      boolean isShorter = false;
      for (int from = shortest.size() - chunk; from >= 0; from -= chunk) {
        List<ModelStep> fewer = new ArrayList<>(shortest);
        fewer.subList(from, from + chunk).clear();
        Throwable still = playAfresh(fewer);
        if (still != null) {
          shortest = fewer;
          last = still;
          isShorter = true;
        }
      }
      if (!isShorter || chunk > shortest.size()) {
        chunk = chunk / 2;
      }
    }
    return new Finding(seed, shortest, last);
  }

  private @Nullable Throwable playAfresh(List<ModelStep> steps) {
    try (EngineFixture fixture = fixtures.get();
        Engine engine = open(fixture)) {
      return play(fixture, engine, steps);
    }
  }

  private static Engine open(EngineFixture fixture) {
    PqConfig config = fixture.config().durability(Durability.NONE).build();
    return fixture.open(config);
  }

  private static @Nullable Throwable play(
      EngineFixture fixture, Engine engine, List<ModelStep> steps) {
    try {
      new ModelPlay(fixture, engine).play(steps);
      return null;
    } catch (RuntimeException | AssertionError e) {
      return e;
    }
  }
}
