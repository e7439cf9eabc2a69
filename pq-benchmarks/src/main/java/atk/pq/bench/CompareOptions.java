package atk.pq.bench;

import java.nio.file.Path;

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
  private static final String USAGE =
      "usage: bin/pq-compare [--data FOLDER] [--rounds N] [--seconds S] [--growth SECONDS]"
          + " [--only WORDS]";

  static CompareOptions of(String... arguments) {
    CompareOptions options =
        new CompareOptions(Path.of("pq-benchmarks/target/data"), 5, 0.4, 40, "");
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " has no value; " + USAGE);
      }
      options = options.with(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  private CompareOptions with(String name, String value) {
    return switch (name) {
      case "--data" -> new CompareOptions(Path.of(value), rounds, seconds, growthSeconds, only);
      case "--rounds" ->
          new CompareOptions(data, Integer.parseInt(value), seconds, growthSeconds, only);
      case "--seconds" ->
          new CompareOptions(data, rounds, Double.parseDouble(value), growthSeconds, only);
      case "--growth" -> new CompareOptions(data, rounds, seconds, Integer.parseInt(value), only);
      case "--only" -> new CompareOptions(data, rounds, seconds, growthSeconds, value);
      default -> throw new IllegalArgumentException(name + " is no option; " + USAGE);
    };
  }

  boolean wants(String title) {
    return title.contains(only);
  }

  /** Whether only some was asked for: then nothing is written, only shown. */
  boolean isPartial() {
    return !only.isEmpty();
  }
}
