package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.StatusConverter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pq purge}. */
@Command(
    name = "purge",
    description = {
      "Remove ended items for good, with their crashes and results; prints how many.",
      "Of all queues, or of the one named."
    })
final class PurgeCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--older",
      paramLabel = "TIME",
      required = true,
      converter = DurationConverter.class,
      description = "Only those last touched at least this long ago; 0 for all.")
  private Duration older = Duration.ZERO;

  @Option(
      names = "--status",
      paramLabel = "S",
      converter = StatusConverter.class,
      description = "processed (default) or manual_intervention.")
  private Status status = Status.PROCESSED;

  @Option(
      names = "--even-unfinished",
      description = "Allow any --status: also work that is still to be done.")
  private boolean evenUnfinished;

  @Mixin private Deed deed = new Deed();

  PurgeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!status.isEnd() && !evenUnfinished) {
      throw new InvalidRequestException(
          "items in "
              + status
              + " have not ended; add --even-unfinished to lose them all the same");
    }
    ItemFilter filter = session.filter().withStatus(status).withOlderThan(older);
    try (PersistentQ pq = session.open()) {
      return deed.carryOut(
          session, pq, filter, "remove %s for good", "removed", () -> purge(pq, filter));
    }
  }

  private long purge(PersistentQ pq, ItemFilter filter) {
    return evenUnfinished ? pq.purgeEvenUnfinished(filter) : pq.purge(filter);
  }
}
