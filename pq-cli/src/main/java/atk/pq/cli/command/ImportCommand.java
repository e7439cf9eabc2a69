package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqException;
import atk.pq.Status;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.JsonReader;
import atk.pq.cli.session.Session;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq import}. */
@Command(
    name = "import",
    description = {
      "Put the items that pq export printed, or any JSON object a line with the field item.",
      "Also queue, priority, key, headers and a later available_at are taken over.",
      "They start anew: new id, Unprocessed, submission_count 0. Items that were Processed are",
      "left out. Prints how many were put."
    })
final class ImportCommand implements Callable<Integer> {
  private static final int ITEMS_A_COMMIT = 500;
  private static final int CHARS_A_COMMIT = 1 << 20;
  private static final int MAX_LINE_BYTES = 512 * 1024 * 1024;

  private final Session session;

  @Option(names = "--even-processed", description = "Put those that were Processed as well.")
  private boolean evenProcessed;

  ImportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    long put = 0;
    long skipped = 0;
    long withFiles = 0;
    try (PersistentQ pq = session.openOrCreate()) {
      ItemReader lines = new ItemReader(session.in(), '\n', MAX_LINE_BYTES);
      List<NewItem> batch = new ArrayList<>();
      int chars = 0;
      try {
        for (String line = lines.next(); line != null; line = lines.next()) {
          Map<?, ?> fields = line.isBlank() ? Map.of() : fields(line, lines.number());
          if (isLeftOut(fields)) {
            skipped += fields.isEmpty() ? 0 : 1;
            continue;
          }
          if (fields.get("file") != null) {
            withFiles++; // the content is not in the export
            continue;
          }
          batch.add(item(fields, lines.number()));
          chars += line.length();
          if (batch.size() == ITEMS_A_COMMIT || chars >= CHARS_A_COMMIT) {
            put += put(pq, batch);
            chars = 0;
          }
        }
      } finally {
        put += put(pq, batch); // also those before a line that was refused: its number is told
        session.output().line(String.valueOf(put));
      }
    }
    if (skipped > 0) {
      session.note(skipped + " that were Processed were left out; --even-processed puts them too");
    }
    if (withFiles > 0) {
      throw new PqException(
          withFiles
              + " items with files were left out, since an export does not hold their content; the"
              + " others were put. Copy the database (pq backup) to take files along");
    }
    return ExitCode.OK;
  }

  private static int put(PersistentQ pq, List<NewItem> batch) {
    int count = batch.size();
    if (count > 0) {
      pq.putItems(List.copyOf(batch));
      batch.clear();
    }
    return count;
  }

  private boolean isLeftOut(Map<?, ?> fields) {
    return fields.isEmpty()
        || !evenProcessed && Status.PROCESSED.toString().equals(fields.get("status"));
  }

  private static Map<?, ?> fields(String line, long number) {
    try {
      if (JsonReader.read(line) instanceof Map<?, ?> fields) {
        return fields;
      }
    } catch (InvalidRequestException e) {
      throw refused(number, e.getMessage());
    }
    throw refused(number, "it is no JSON object");
  }

  private NewItem item(Map<?, ?> fields, long number) {
    try {
      NewItem item = NewItem.of(required(fields, "item"));
      String queue = text(fields, "queue");
      if (queue != null && session.chosenQueue().isEmpty()) {
        item = item.queue(queue);
      }
      item = item.key(text(fields, "key")).priority(priority(fields)).delay(delay(fields));
      if (fields.get("headers") instanceof Map<?, ?> headers) {
        for (Object name : headers.keySet()) {
          item = item.header(name.toString(), required(headers, name.toString()));
        }
      }
      return item;
    } catch (InvalidRequestException e) {
      throw refused(number, e.getMessage());
    }
  }

  private static InvalidRequestException refused(long number, @Nullable String why) {
    return new InvalidRequestException(
        "line " + number + " of the input was refused: " + why + "; those before it were put");
  }

  private static String required(Map<?, ?> fields, String name) {
    String value = text(fields, name);
    if (value == null) {
      throw new InvalidRequestException("the field \"" + name + "\" is missing");
    }
    return value;
  }

  private static @Nullable String text(Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    if (value != null && !(value instanceof String)) {
      throw new InvalidRequestException("the field \"" + name + "\" is no string");
    }
    return (String) value;
  }

  private static int priority(Map<?, ?> fields) {
    try {
      return fields.get("priority") instanceof BigDecimal number ? number.intValueExact() : 0;
    } catch (ArithmeticException e) {
      throw new InvalidRequestException("the field \"priority\" is no whole number of 32 bits", e);
    }
  }

  private static Duration delay(Map<?, ?> fields) {
    String available = text(fields, "available_at");
    if (available == null) {
      return Duration.ZERO;
    }
    try {
      Duration delay = Duration.between(Instant.now(), Instant.parse(available));
      return delay.isNegative() ? Duration.ZERO : delay;
    } catch (DateTimeParseException e) {
      throw new InvalidRequestException("the field \"available_at\" is no ISO-8601 time", e);
    }
  }
}
