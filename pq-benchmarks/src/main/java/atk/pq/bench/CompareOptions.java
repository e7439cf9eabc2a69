package atk.pq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code bin/pq-compare} was asked for.
 *
 * @param data where databases are made: on a real disk
 * @param rounds how often each plays in turn
 * @param seconds how long a turn is
 * @param growthSeconds how long the file is watched for growth
 * @param only a part of the names of what is to be measured; empty for all
 */
record CompareOptions(Path data, int rounds, double seconds, int growthSeconds, String only) {
  private static final List<String> NAMES =
      List.of("--data", "--rounds", "--seconds", "--growth", "--only");
  private static final int MOST = 86_400;
  private static final String USAGE =
      "usage: bin/pq-compare [--data FOLDER] [--rounds N] [--seconds S] [--growth SECONDS]"
          + " [--only WORDS]";

  /** What these words ask for; what is wrong with them is the message of what is thrown. */
  static CompareOptions of(String... arguments) {
    CompareOptions options =
        new CompareOptions(Path.of("pq-benchmarks/target/data"), 5, 0.4, 40, "");
    for (int i = 0; i < arguments.length; i += 2) {
      if (!NAMES.contains(arguments[i])) {
        throw new IllegalArgumentException(arguments[i] + " is no option\n" + USAGE);
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " has no value\n" + USAGE);
      }
      options = options.with(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  /** The same, with the folder that it names made. */
  static CompareOptions checked(String... arguments) {
    CompareOptions options = of(arguments);
    try {
      Files.createDirectories(options.data());
    } catch (IOException e) {
      throw new IllegalArgumentException("no such folder: " + e.getMessage(), e);
    }
    return options;
  }

  /** Says what is wrong and ends the process. */
  static void refuse(IllegalArgumentException wrong) {
    System.err.println("bin/pq-compare: " + wrong.getMessage());
    System.exit(2);
  }

  /** Checks them, and no more: {@code bin/pq-compare} runs this file as it is before it builds. */
  public static void main(String[] arguments) {
    try {
      checked(arguments);
    } catch (IllegalArgumentException e) {
      refuse(e);
    }
  }

  private CompareOptions with(String name, String value) {
    return switch (name) {
      case "--data" -> new CompareOptions(Path.of(value), rounds, seconds, growthSeconds, only);
      case "--rounds" ->
          new CompareOptions(data, (int) number(name, value, 1), seconds, growthSeconds, only);
      case "--seconds" ->
          new CompareOptions(data, rounds, number(name, value, 0.01), growthSeconds, only);
      case "--growth" ->
          new CompareOptions(data, rounds, seconds, (int) number(name, value, 1), only);
      default -> new CompareOptions(data, rounds, seconds, growthSeconds, value);
    };
  }

  private static double number(String name, String value, double least) {
    boolean isWhole = least >= 1;
    try {
      double number = isWhole ? Integer.parseInt(value) : Double.parseDouble(value);
      if (number >= least && number <= MOST) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "%s takes a%s number from %s to %d, not %s"
            .formatted(name, isWhole ? " whole" : "", isWhole ? "1" : "0.01", MOST, value));
  }

  boolean wants(String title) {
    return title.contains(only);
  }

  /** Whether only some was asked for: then nothing is written, only shown. */
  boolean isPartial() {
    return !only.isEmpty();
  }

  /** These options as they were given, but for the names of folders, which are no matter here. */
  static String shown(String... arguments) {
    StringBuilder text = new StringBuilder("bin/pq-compare");
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      String value = arguments[i + 1];
      text.append(' ').append(arguments[i]).append(' ');
      text.append(
          arguments[i].equals("--data")
              ? "FOLDER"
              : value.matches("[\\w.]+") ? value : "'" + value + "'");
    }
    return text.toString();
  }
}
