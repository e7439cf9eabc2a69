package atk.pq.cli.command;

import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.StatusConverter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq export}. */
@Command(
    name = "export",
    description = "Print every item, of all queues or of the one named, as one JSON object a line.")
final class ExportCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--status",
      paramLabel = "S",
      converter = StatusConverter.class,
      description = "Only those in this state.")
  private @Nullable Status status;

  ExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (PersistentQ pq = session.open();
        Listing<Item> listing = LsCommand.listing(session.output(), session.format(Format.JSONL));
        Stream<Item> items = pq.find(session.filter().withStatus(status))) {
      items.forEach(listing::add);
    }
    return ExitCode.OK;
  }
}
