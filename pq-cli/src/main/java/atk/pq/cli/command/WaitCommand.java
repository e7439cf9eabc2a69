package atk.pq.cli.command;

import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.UnknownItemException;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Interruption;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Output;
import atk.pq.cli.session.Rows;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.Table;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq wait}. */
@Command(
    name = "wait",
    description = {
      "Wait until items have ended; prints id TAB status TAB result of each.",
      "Exit status 0 when all are Processed, 4 otherwise or when the time is over."
    })
final class WaitCommand implements Callable<Integer> {
  private static final Duration FOR_EVER = Duration.ofDays(3650);

  private final Session session;

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The items.")
  private List<Long> ids = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to wait for all of them; for ever by default.")
  private Duration timeout = FOR_EVER;

  WaitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Output output = session.output();
    Format format = session.format(Format.TABLE);
    Duration atMost = timeout.compareTo(FOR_EVER) < 0 ? timeout : FOR_EVER;
    long deadline = System.nanoTime() + atMost.toNanos();
    int code = ExitCode.OK;
    try (Interruption interruption = session.interruptible(Duration.ofSeconds(5));
        PersistentQ pq = session.open();
        Listing<Item> listing = new Listing<>(output, format, Rows::of, (table, item) -> {})) {
      for (long id : ids) {
        Item item = await(pq, id, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        if (item == null) {
          return ExitCode.INTERRUPTED;
        }
        if (format == Format.TABLE) {
          String result = item.result() == null ? "" : Table.oneLine(item.result());
          output.line(item.id() + "\t" + item.status() + "\t" + result);
        } else {
          listing.add(item);
        }
        output.flush();
        code = item.status() == Status.PROCESSED ? code : ExitCode.ENDED_BADLY;
      }
    }
    return code;
  }

  /** The item when it has ended, or as it is when the time is over; null when interrupted. */
  private static @Nullable Item await(PersistentQ pq, long id, Duration atMost) {
    Optional<Item> ended = pq.awaitItem(id, atMost);
    if (ended.isEmpty() && Thread.interrupted()) {
      return null;
    }
    return ended
        .or(() -> pq.findItem(id))
        .orElseThrow(() -> new UnknownItemException("item " + id + " was purged meanwhile"));
  }
}
