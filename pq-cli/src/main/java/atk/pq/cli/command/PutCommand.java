package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq put}. */
@Command(
    name = "put",
    description = "Put items; prints their ids once they are on disk, in the order given.")
final class PutCommand implements Callable<Integer> {
  private static final int ITEMS_A_COMMIT = 1_000;
  private static final int CHARS_A_COMMIT = 1 << 20;

  private final Session session;

  @Parameters(
      paramLabel = "ITEM",
      arity = "0..*",
      description = "Items, all put in one transaction.")
  private List<String> items = List.of();

  @Option(names = "--stdin", description = "Put each line of standard input; skips empty lines.")
  private boolean fromStdin;

  @Option(
      names = {"-0", "--null"},
      description = "With --stdin: items end with a NUL character instead.")
  private boolean endsWithNul;

  @Option(
      names = "--file",
      paramLabel = "F",
      arity = "1..*",
      description = "Put these files; afterwards they may be changed or removed.")
  private List<Path> files = List.of();

  @Option(
      names = "--ref",
      paramLabel = "F",
      arity = "1..*",
      description = "Put these files without copying them; they must not change until handled.")
  private List<Path> references = List.of();

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Hand them out only after this long.")
  private Duration delay = Duration.ZERO;

  @Option(names = "--priority", paramLabel = "N", description = "Higher goes first (default 0).")
  private int priority;

  @Option(
      names = "--key",
      paramLabel = "K",
      description = "Your name for the item: putting it twice puts it once.")
  private @Nullable String key;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME=VALUE",
      description = "A fact that travels with the item; may be repeated.")
  private Map<String, String> headers = new LinkedHashMap<>();

  PutCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    List<NewItem> arguments = arguments();
    if (arguments.isEmpty() && !fromStdin) {
      throw new InvalidRequestException(
          "there is nothing to put; give items, --file or --ref, or --stdin to read them");
    }
    if (endsWithNul && !fromStdin) {
      throw new InvalidRequestException("-0 says how --stdin is split; add --stdin");
    }
    if (key != null && (fromStdin || arguments.size() > 1)) {
      throw new InvalidRequestException("--key names one item; put it alone");
    }
    try (PersistentQ pq = session.openOrCreate();
        Listing<Long> ids = ids()) {
      if (!arguments.isEmpty()) {
        put(pq, ids, arguments);
      }
      if (fromStdin) {
        putLines(pq, ids);
      }
    }
    return ExitCode.OK;
  }

  private Listing<Long> ids() {
    return new Listing<>(
        session.output(),
        session.format(Format.ID),
        id -> Map.of("id", id),
        (t, id) -> t.row(id),
        "ID");
  }

  /** Puts lines as they come: many a commit from a file, each at once from a slow pipe. */
  private void putLines(PersistentQ pq, Listing<Long> ids) throws IOException {
    ItemReader reader =
        new ItemReader(session.in(), endsWithNul ? '\0' : '\n', pq.config().maxItemBytes());
    List<NewItem> batch = new ArrayList<>();
    int chars = 0;
    try {
      for (String item = reader.next(); item != null; item = reader.next()) {
        if (!item.isEmpty() || endsWithNul) {
          batch.add(newItem(item));
          chars += item.length();
        }
        boolean isFull = batch.size() >= ITEMS_A_COMMIT || chars >= CHARS_A_COMMIT;
        if (isFull || !reader.hasMoreAtOnce()) {
          put(pq, ids, batch);
          batch.clear();
          chars = 0;
        }
      }
    } finally {
      put(pq, ids, batch); // also those before a line that was refused: its number is told
    }
  }

  private void put(PersistentQ pq, Listing<Long> ids, List<NewItem> batch) {
    if (!batch.isEmpty()) {
      pq.putItems(List.copyOf(batch)).forEach(ids::add);
      session.output().flush();
    }
  }

  private NewItem fromArgument(String item) {
    if (item.indexOf('\ufffd') >= 0) {
      throw new InvalidRequestException(
          "an item has bytes that are no text in this locale; put it through --stdin as UTF-8");
    }
    return newItem(item);
  }

  /** Java gets arguments as text: of a name that is none, something else is left. */
  private static Path named(Path file) {
    if (file.toString().indexOf('\ufffd') >= 0 && Files.notExists(file)) {
      throw new InvalidRequestException(
          "there is no file "
              + file
              + "; if its name has bytes that are no text in this locale, it cannot be an argument:"
              + " rename it, or let pq watch-dir take it");
    }
    return file;
  }

  private List<NewItem> arguments() {
    return Stream.of(
            items.stream().map(this::fromArgument),
            files.stream().map(file -> with(NewItem.file(named(file)))),
            references.stream().map(file -> with(NewItem.reference(named(file)))))
        .flatMap(all -> all)
        .toList();
  }

  private NewItem newItem(String text) {
    return with(NewItem.of(text));
  }

  private NewItem with(NewItem plain) {
    NewItem item = plain.priority(priority).delay(delay).key(key);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      item = item.header(header.getKey(), header.getValue());
    }
    return item;
  }
}
