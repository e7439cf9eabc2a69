package atk.pq.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One step of a random sequence. It names what it acts on by a number that is taken modulo what is
 * there, so that the steps after a dropped one still mean something.
 *
 * @param actor which consumer acts
 * @param pick which item, claim or queue
 * @param number how many, how long, which priority, which state: whatever else the verb needs
 */
record ModelStep(Verb verb, int actor, int pick, int number) {
  static final int ACTORS = 3;
  private static final int SHORTEST = 20;
  private static final int LONGEST = 40;

  /** What can be done, and how often it is. */
  enum Verb {
    PUT(8),
    GET(8),
    FINISH(4),
    FAIL(4),
    HOPELESS(1),
    RELEASE(2),
    EXTEND(2),
    OVERRIDE(3),
    RETRY(2),
    SWEEP(2),
    PURGE(1),
    PAUSE(1),
    RESUME(2),
    ADVANCE(5);

    private final int weight;

    Verb(int weight) {
      this.weight = weight;
    }

    private static Verb random(Random random) {
      int total = 0;
      for (Verb verb : values()) {
        total += verb.weight;
      }
      int left = random.nextInt(total);
      for (Verb verb : values()) {
        left -= verb.weight;
        if (left < 0) {
          return verb;
        }
      }
      throw new AssertionError("the weights do not add up");
    }
  }

  /** The sequence of this seed. */
  static List<ModelStep> sequence(long seed) {
    Random random = new Random(seed);
    int length = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
    List<ModelStep> steps = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      Verb verb = Verb.random(random);
      steps.add(
          new ModelStep(verb, random.nextInt(ACTORS), random.nextInt(1000), random.nextInt(1000)));
    }
    return steps;
  }

  /** Takes an element by {@link #pick}. */
  <T> T from(List<T> list) {
    return list.get(pick % list.size());
  }

  @Override
  public String toString() {
    return verb + " by " + actor + " (pick " + pick + ", number " + number + ")";
  }
}
