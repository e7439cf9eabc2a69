package atk.pq.bench;

import java.util.Locale;

/** Writes figures that stand beside their target. */
public final class Digits {
  private static final int MOST = 4;

  private Digits() {}

  /**
   * With so many decimals, or one or two more where a value that is not the target would read as if
   * it were.
   */
  public static String of(double value, double target, int decimals) {
    int digits = decimals;
    while (digits < MOST && value != target && fixed(value, digits).equals(fixed(target, digits))) {
      digits++;
    }
    return fixed(value, digits);
  }

  private static String fixed(double number, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", number);
  }
}
