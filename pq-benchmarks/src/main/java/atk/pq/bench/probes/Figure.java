package atk.pq.bench.probes;

import atk.pq.bench.Digits;

/**
 * One figure.
 *
 * @param what what it is
 * @param value how much
 * @param unit of what
 * @param bound which side of the target is good
 * @param target the target; no matter where there is no bound
 */
public record Figure(String what, double value, String unit, Bound bound, double target) {
  /** Which side of the target is good. */
  public enum Bound {
    /** It is to be at least the target. */
    AT_LEAST,
    /** It is to be below the target. */
    UNDER,
    /** It is recorded, no more. */
    NONE
  }

  /** One that is recorded. */
  public static Figure of(String what, double value, String unit) {
    return new Figure(what, value, unit, Bound.NONE, 0);
  }

  /** The same with a target: below that. */
  public Figure under(double most) {
    return new Figure(what, value, unit, Bound.UNDER, most);
  }

  Figure atLeast(double least) {
    return new Figure(what, value, unit, Bound.AT_LEAST, least);
  }

  /** Whether there is a target. */
  public boolean hasTarget() {
    return bound != Bound.NONE;
  }

  /** Whether the target is reached. */
  public boolean isReached() {
    return switch (bound) {
      case AT_LEAST -> value >= target;
      case UNDER -> value < target;
      case NONE -> true;
    };
  }

  /** The value with its unit. */
  public String shown() {
    return Digits.of(value, hasTarget() ? target : value, decimals(value)) + " " + unit;
  }

  /** The target with its unit; empty where there is none. */
  public String targetShown() {
    return switch (bound) {
      case AT_LEAST -> "at least " + Digits.of(target, target, decimals(target)) + " " + unit;
      case UNDER -> "under " + Digits.of(target, target, decimals(target)) + " " + unit;
      case NONE -> "";
    };
  }

  private static int decimals(double number) {
    return number >= 100 ? 0 : number >= 10 ? 1 : 2;
  }
}
