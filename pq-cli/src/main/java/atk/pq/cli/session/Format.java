package atk.pq.cli.session;

import java.util.Locale;
import picocli.CommandLine.TypeConversionException;

/** The forms of output. */
public enum Format {
  /** For people. */
  TABLE,
  /** One JSON value: an array, or an object where there is exactly one thing to show. */
  JSON,
  /** One JSON object a line. */
  JSONL,
  /** The ids alone, one a line. */
  ID;

  static Format parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "there is no format \"" + name + "\"; use table, json, jsonl or id");
    }
  }
}
