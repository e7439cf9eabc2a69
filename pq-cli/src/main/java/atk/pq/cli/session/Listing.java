package atk.pq.cli.session;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prints things of one kind, one after the other, in the format asked for, in little memory.
 *
 * @param <T> what is listed
 */
public final class Listing<T> implements AutoCloseable {
  private static final int LINES_A_FLUSH = 500;

  private final Output output;
  private final Format format;
  private final Function<T, Map<String, @Nullable Object>> json;
  private final BiConsumer<Table, T> row;
  private final Table table;
  private long count;

  /**
   * @param json a thing as a JSON object, its name or id in the first field
   * @param row adds a thing to the table
   */
  public Listing(
      Output output,
      Format format,
      Function<T, Map<String, @Nullable Object>> json,
      BiConsumer<Table, T> row,
      String... headings) {
    this.output = output;
    this.format = format;
    this.json = json;
    this.row = row;
    this.table = output.table(headings);
  }

  public void add(T thing) {
    switch (format) {
      case TABLE -> row.accept(table, thing);
      case JSON -> output.line((count == 0 ? "[" : ",") + Json.write(json.apply(thing)));
      case JSONL -> output.line(Json.write(json.apply(thing)));
      case ID -> output.line(String.valueOf(json.apply(thing).values().iterator().next()));
    }
    if (++count % LINES_A_FLUSH == 0) {
      output.flush();
    }
  }

  /** Prints the end, and hands everything on. */
  @Override
  public void close() {
    if (format == Format.TABLE) {
      table.close();
    } else if (format == Format.JSON) {
      output.line(count == 0 ? "[]" : "]");
    }
    output.flush();
  }
}
