package atk.pq.cli.command;

import atk.pq.Durations;
import atk.pq.ItemFilter;
import atk.pq.OpsConsole;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Session;
import java.util.function.LongSupplier;
import picocli.CommandLine.Option;

/** What an operator does to all items that match: counted and agreed to before it is done. */
final class Deed {
  @Option(names = "--dry-run", description = "Only say how many.")
  private boolean isDryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean isAgreed;

  boolean isDryRun() {
    return isDryRun;
  }

  /**
   * Prints how many it was done to, or how many it would be.
   *
   * @param what what is asked, with {@code %s} for the items
   * @param done the word for what was not done where the answer is no
   * @return the exit status
   */
  int carryOut(
      Session session,
      OpsConsole pq,
      ItemFilter filter,
      String what,
      String done,
      LongSupplier action) {
    long count = pq.count(filter);
    if (isDryRun) {
      session.output().line(String.valueOf(count));
      return ExitCode.OK;
    }
    if (count > 0 && !session.confirm(isAgreed, what.formatted(described(count, filter)))) {
      session.note("nothing was " + done);
      return ExitCode.ERROR;
    }
    session.output().line(String.valueOf(count == 0 ? 0 : action.getAsLong()));
    return ExitCode.OK;
  }

  /** {@code 3 items in Processed of queue thumbs, last touched 30d ago or earlier}. */
  private static String described(long count, ItemFilter filter) {
    return count
        + (count == 1 ? " item" : " items")
        + (filter.status() == null ? "" : " in " + filter.status())
        + (filter.queue() == null ? " of all queues" : " of queue " + filter.queue())
        + (filter.containing() == null ? "" : " with \"" + filter.containing() + "\"")
        + (filter.olderThan() == null || filter.olderThan().isZero()
            ? ""
            : ", last touched " + Durations.format(filter.olderThan()) + " ago or earlier");
  }
}
