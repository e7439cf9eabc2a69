package atk.pq.cli.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in columns. Column widths are found anew every few hundred rows, so that a listing of any
 * length needs little memory.
 */
public final class Table implements AutoCloseable {
  private static final int ROWS_AT_ONCE = 200;
  private static final int WIDEST = 60;

  private final Output output;
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();
  private final int[] widths;
  private boolean hasBegun;

  Table(Output output, List<String> headings) {
    this.output = output;
    this.headings = headings;
    this.widths = new int[headings.size()];
  }

  /** Adds a row; null is shown as nothing, and cells beyond the headings not at all. */
  public void row(@Nullable Object... cells) {
    rows.add(Arrays.stream(cells).map(Table::cell).toList());
    if (rows.size() == ROWS_AT_ONCE) {
      print();
    }
  }

  /** Prints what is left. */
  @Override
  public void close() {
    print();
  }

  private void print() {
    if (headings.isEmpty()) {
      return; // a command that prints its lines itself
    }
    for (int column = 0; column < widths.length; column++) {
      widths[column] = Math.max(widths[column], headings.get(column).length());
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    if (!hasBegun) {
      output.line(output.heading(joined(headings, false)));
      hasBegun = true;
    }
    for (List<String> row : rows) {
      output.line(joined(row, true));
    }
    rows.clear();
  }

  private String joined(List<String> cells, boolean isColoured) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      boolean isLast = column == widths.length - 1;
      String padded = isLast ? cell : cell + " ".repeat(widths[column] - cell.length() + 2);
      line.append(isColoured ? output.coloured(padded) : padded);
    }
    return line.toString();
  }

  /** One line of bounded length, without characters that would disturb a terminal. */
  static String cell(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    boolean isLong = text.length() > WIDEST;
    return isLong ? oneLine(text.substring(0, WIDEST - 1)) + '…' : oneLine(text);
  }

  /** The whole text without characters that would end the line or disturb a terminal. */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      line.append(c == '\n' ? '↵' : Character.isISOControl(c) ? '·' : c);
    }
    return line.toString();
  }
}
