package atk.pq.cli.command;

import atk.pq.IllegalTransitionException;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.UnknownItemException;
import atk.pq.cli.session.Session;
import atk.pq.cli.session.StatusConverter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq retry}. */
@Command(
    name = "retry",
    description = {
      "Give items in Manual_intervention back to the tail of their queue, to be submitted anew.",
      "By id, or all that match; prints how many."
    })
final class RetryCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "The items.")
  private List<Long> ids = List.of();

  @Option(
      names = "--status",
      paramLabel = "S",
      converter = StatusConverter.class,
      description = "manual_intervention: all of them, or of the queue named.")
  private @Nullable Status status;

  @Option(
      names = "--grep",
      paramLabel = "TEXT",
      description = "With --status: only those that contain this text.")
  private @Nullable String containing;

  @Mixin private Deed deed = new Deed();

  RetryCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (ids.isEmpty() == (status == null)) {
      throw new InvalidRequestException(
          "name the items by id, or all with --status manual_intervention (one of the two)");
    }
    if (!ids.isEmpty() && containing != null) {
      throw new InvalidRequestException("--grep goes with --status, not with ids");
    }
    try (PersistentQ pq = session.open()) {
      if (ids.isEmpty()) {
        return retryMatching(pq);
      }
      return deed.isDryRun() ? count(pq) : session.forEach(ids, pq::retry);
    }
  }

  /** Says of how many a retry would be accepted, and complains of the others as it would. */
  private int count(PersistentQ pq) {
    AtomicLong count = new AtomicLong();
    int code =
        session.forEach(
            ids,
            id -> {
              Item item = pq.findItem(id).orElseThrow(() -> unknown(id));
              if (item.status() != Status.MANUAL_INTERVENTION) {
                throw new IllegalTransitionException(
                    "item " + id + " is " + item.status() + " and would not be retried");
              }
              count.incrementAndGet();
            });
    session.output().line(String.valueOf(count));
    return code;
  }

  private static UnknownItemException unknown(long id) {
    return new UnknownItemException("there is no item " + id);
  }

  private int retryMatching(PersistentQ pq) {
    if (status != Status.MANUAL_INTERVENTION) {
      throw new InvalidRequestException(
          "only items in Manual_intervention are retried, not those in " + status);
    }
    ItemFilter filter = session.filter().withStatus(status).withContaining(containing);
    return deed.carryOut(session, pq, filter, "retry %s", "retried", () -> pq.retry(filter));
  }
}
