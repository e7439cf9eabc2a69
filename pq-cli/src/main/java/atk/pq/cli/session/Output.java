package atk.pq.cli.session;

import atk.pq.Status;
import java.io.PrintStream;
import java.util.List;

/** Prints data to standard output. */
public final class Output {
  private static final String RESET = "\033[0m";

  private final PrintStream out;
  private final boolean usesColour;

  Output(PrintStream out, boolean usesColour) {
    this.out = out;
    this.usesColour = usesColour;
  }

  public void line(String text) {
    out.println(text);
  }

  /**
   * Hands on what was printed so far.
   *
   * @throws ClosedPipeException if nobody reads any more
   * @throws atk.pq.PqException if it could not be written
   */
  public void flush() {
    RuntimeException failure = StandardOutput.failureOf(out);
    if (failure != null) {
      throw failure;
    }
  }

  /** Begins an empty screen on a terminal, a new paragraph elsewhere. */
  public void newScreen(boolean isFirst) {
    if (usesColour) {
      out.print("\033[H\033[2J");
    } else if (!isFirst) {
      out.println();
    }
  }

  /** A table with these headings. */
  public Table table(String... headings) {
    return new Table(this, List.of(headings));
  }

  /** A text in the colour of the state that it names, any other text as it is. */
  String coloured(String text) {
    if (!usesColour) {
      return text;
    }
    for (Status status : Status.values()) {
      if (text.strip().equals(status.toString())) {
        return colour(status) + text + RESET;
      }
    }
    return text;
  }

  String heading(String text) {
    return usesColour ? "\033[1m" + text + RESET : text;
  }

  private static String colour(Status status) {
    return switch (status) {
      case UNPROCESSED -> "\033[39m";
      case UNDER_PROCESS -> "\033[36m";
      case PROCESSED -> "\033[32m";
      case CRASHED -> "\033[33m";
      case MANUAL_INTERVENTION -> "\033[31m";
    };
  }
}
