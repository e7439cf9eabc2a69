package atk.pq.faults;

import java.util.SplittableRandom;

/**
 * Items that can be told from their names: {@code name:number} and a filler that follows from it.
 */
final class Texts {
  private Texts() {}

  /** Between a few bytes and some overflow pages. */
  static String of(String name) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    int length = random.nextInt(10) == 0 ? random.nextInt(12_000) : random.nextInt(300);
    StringBuilder text = new StringBuilder(name).append('|');
    while (text.length() < length) {
      text.append(Long.toString(random.nextLong(Long.MAX_VALUE), 36));
    }
    return text.toString();
  }

  /** The name that a text begins with. */
  static String name(String text) {
    int end = text.indexOf('|');
    return end < 0 ? text : text.substring(0, end);
  }

  static boolean isWhole(String text) {
    return text.equals(of(name(text)));
  }
}
