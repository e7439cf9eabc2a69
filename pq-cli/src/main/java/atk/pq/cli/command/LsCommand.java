package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.OpsConsole;
import atk.pq.Page;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Format;
import atk.pq.cli.session.Listing;
import atk.pq.cli.session.Output;
import atk.pq.cli.session.Rows;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.StatusConverter;
import atk.pq.cli.session.Times;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq ls}. */
@Command(name = "ls", description = "List items by id, of all queues or of the one named.")
final class LsCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  private final Session session;

  @Option(
      names = "--status",
      paramLabel = "S",
      converter = StatusConverter.class,
      description = "Only those in this state.")
  private @Nullable Status status;

  @Option(
      names = "--older",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Only those last touched at least this long ago.")
  private @Nullable Duration older;

  @Option(names = "--key", paramLabel = "K", description = "Only the one with this key.")
  private @Nullable String key;

  @Option(names = "--grep", paramLabel = "TEXT", description = "Only those that contain this text.")
  private @Nullable String containing;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many at most (default 50); 0 for all.")
  private long limit = 50;

  @Option(names = "--after", paramLabel = "ID", description = "Only those with a larger id.")
  private long after;

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      arity = "0..1",
      fallbackValue = "2s",
      converter = DurationConverter.class,
      description = "Again and again, every 2 s or as given, until interrupted.")
  private @Nullable Duration watch;

  LsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 0) {
      throw new InvalidRequestException("--limit is " + limit + "; use 0 for all");
    }
    ItemFilter filter =
        session
            .filter()
            .withStatus(status)
            .withOlderThan(older)
            .withKey(key)
            .withContaining(containing);
    try (PersistentQ pq = session.open()) {
      if (watch == null) {
        list(pq, filter);
        return ExitCode.OK;
      }
      return new Watch(session, watch).run(() -> list(pq, filter));
    }
  }

  private void list(OpsConsole pq, ItemFilter filter) {
    long left = limit == 0 ? Long.MAX_VALUE : limit;
    long last = after;
    boolean hasMore;
    try (Listing<Item> listing = listing(session.output(), session.format(Format.TABLE))) {
      Page page;
      do {
        page = pq.page(filter, last, (int) Math.min(left, PAGE));
        page.items().forEach(listing::add);
        left -= page.items().size();
        last = page.next();
      } while (!page.isLast() && left > 0);
      hasMore = !page.isLast();
    }
    if (hasMore && watch == null) {
      session.note("there may be more; go on with --after " + last);
    }
  }

  static Listing<Item> listing(Output output, Format format) {
    return new Listing<>(
        output,
        format,
        Rows::of,
        (table, item) ->
            table.row(
                item.id(),
                item.queue(),
                item.status(),
                item.submissionCount(),
                item.priority(),
                Times.brief(item.updatedAt()),
                item.text()),
        "ID",
        "QUEUE",
        "STATUS",
        "SUBMISSIONS",
        "PRIORITY",
        "UPDATED",
        "ITEM");
  }
}
