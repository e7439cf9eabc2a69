package atk.pq.cli.command;

import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Interruption;
import atk.pq.cli.session.Session;
import atk.pq.worker.ManagerLoop;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq manage}. */
@Command(
    name = "manage",
    description = {
      "Be the Manager: give the items of vanished consumers back, resubmit or park crashed ones.",
      "Any number may run; none is needed while consumers run."
    })
final class ManageCommand implements Callable<Integer> {
  private static final Duration PURGE_EVERY = Duration.ofMinutes(1);
  private static final Duration CONTENTS_KEPT = Duration.ofHours(1);

  private final Session session;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Rest between two sweeps (default 1s).")
  private Duration every = Duration.ofSeconds(1);

  @Option(
      names = "--retention",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Remove Processed items of this age, of all queues or of the one named.")
  private @Nullable Duration retention;

  @Option(names = "--once", description = "Sweep once, and print what was done.")
  private boolean once;

  ManageCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (Interruption interruption = session.interruptible(Duration.ofSeconds(10));
        PersistentQ pq = session.open()) {
      if (once) {
        long contents = pq.sweepFiles(CONTENTS_KEPT); // before the sweep, which does it untold
        session.output().line(described(pq.sweep(), purge(pq)) + ", contents removed " + contents);
        return ExitCode.OK;
      }
      return manage(pq);
    }
  }

  private int manage(PersistentQ pq) {
    session.note("managing " + session.db() + " every " + every.toMillis() + " ms");
    try (ManagerLoop loop =
        pq.manager().every(every).onSweep(report -> session.note(described(report, 0))).start()) {
      while (true) {
        long purged = purge(pq);
        if (purged > 0) {
          session.note(described(SweepReport.NOTHING, purged));
        }
        Thread.sleep(PURGE_EVERY.toMillis());
      }
    } catch (InterruptedException e) {
      return ExitCode.INTERRUPTED;
    }
  }

  private long purge(PersistentQ pq) {
    return retention == null
        ? 0
        : pq.purge(session.filter().withStatus(Status.PROCESSED).withOlderThan(retention));
  }

  private static String described(SweepReport report, long purged) {
    return "orphaned "
        + report.orphaned()
        + ", resubmitted "
        + report.resubmitted()
        + ", parked "
        + report.parked()
        + ", released "
        + report.released()
        + ", purged "
        + (report.purged() + purged);
  }
}
