package atk.pq.cli.command;

import atk.pq.Crash;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.PqException;
import atk.pq.UnknownItemException;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Json;
import atk.pq.cli.session.Output;
import atk.pq.cli.session.Rows;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Table;
import atk.pq.cli.session.Times;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq show}. */
@Command(name = "show", description = "Show one item with its times and crashes.")
final class ShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The item.")
  private long id;

  @Option(names = "--payload", description = "Print the item alone, exactly as it was put.")
  private boolean payloadOnly;

  @Option(names = "--save", paramLabel = "FILE", description = "Write the item to a new file.")
  private @Nullable Path file;

  ShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (PersistentQ pq = session.open()) {
      Item item =
          pq.findItem(id)
              .orElseThrow(
                  () ->
                      new UnknownItemException(
                          "there is no item "
                              + id
                              + ": it was never put, or was purged; see pq ls"));
      if (file != null) {
        save(pq, file);
      } else if (payloadOnly) {
        print(pq);
      } else {
        show(item, pq.crashes(id));
      }
    }
    return ExitCode.OK;
  }

  private void print(PersistentQ pq) {
    try {
      pq.copyContent(id, session.out());
    } catch (IOException e) {
      throw new InvalidRequestException("cannot read item " + id + ": " + e.getMessage(), e);
    }
  }

  private void save(PersistentQ pq, Path target) {
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      try {
        pq.copyContent(id, out);
      } catch (IOException | PqException e) {
        Files.deleteIfExists(target); // not what was put
        throw e;
      }
    } catch (FileAlreadyExistsException e) {
      throw new InvalidRequestException(
          target + " is there already; name another file, or remove it");
    } catch (IOException e) {
      throw new InvalidRequestException("cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  private void show(Item item, List<Crash> crashes) {
    Output output = session.output();
    Map<String, @Nullable Object> row = Rows.of(item);
    switch (session.format(Format.TABLE)) {
      case TABLE -> showTable(output, row, crashes);
      case JSON, JSONL -> {
        row.put("crashes", crashes.stream().map(Rows::of).toList());
        output.line(Json.write(row));
      }
      case ID -> output.line(String.valueOf(item.id()));
    }
  }

  private static void showTable(
      Output output, Map<String, @Nullable Object> row, List<Crash> crashes) {
    try (Table table = output.table("FIELD", "VALUE")) {
      row.forEach((name, value) -> table.row(name, shown(value)));
    }
    if (crashes.isEmpty()) {
      return;
    }
    output.line("");
    try (Table table =
        output.table("SUBMISSION", "CAUSE", "CLAIMED", "CRASHED", "CONSUMER", "REASON")) {
      for (Crash crash : crashes) {
        table.row(
            crash.submission(),
            crash.cause(),
            Times.brief(crash.claimedAt()),
            Times.brief(crash.crashedAt()),
            crash.consumer(),
            crash.reason());
      }
    }
  }

  private static @Nullable Object shown(@Nullable Object value) {
    if (value instanceof Instant time) {
      return Times.iso(time);
    }
    return value instanceof Map<?, ?> map ? Json.write(map) : value;
  }
}
