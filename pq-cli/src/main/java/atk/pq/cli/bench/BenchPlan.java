package atk.pq.cli.bench;

import atk.pq.InvalidRequestException;
import java.util.Locale;

/**
 * What is to be played.
 *
 * @param producers how many threads put
 * @param consumers how many threads get and finish; 0 for puts alone
 * @param size bytes of an item
 * @param seconds how long it is measured, after a fifth of that to warm up
 * @param batch how many items a call carries
 */
public record BenchPlan(int producers, int consumers, int size, double seconds, int batch) {
  private static final int MOST_THREADS = 10_000;

  /**
   * @throws InvalidRequestException if something is out of bounds
   */
  public BenchPlan {
    check("--producers", producers, 1, MOST_THREADS);
    check("--consumers", consumers, 0, MOST_THREADS);
    check("--size", size, 1, 64 << 20);
    check("--seconds", seconds, 0.1, 86_400);
    check("--batch", batch, 1, 10_000);
    if ((long) size * batch > 64 << 20) {
      throw new InvalidRequestException(
          "--size " + size + " times --batch " + batch + " is above 64 MiB a call; take fewer");
    }
  }

  private static void check(String option, double given, double least, double most) {
    if (!(given >= least && given <= most)) {
      throw new InvalidRequestException(
          option
              + " is "
              + number(given)
              + "; it must be "
              + number(least)
              + " to "
              + number(most));
    }
  }

  private static String number(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%.0f", number)
        : String.valueOf(number);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d producers and %d consumers, %,d bytes an item, %s a call",
        producers,
        consumers,
        size,
        batch == 1 ? "one item" : "%,d items".formatted(batch));
  }
}
