package atk.pq.internal;

import atk.pq.Counts;
import atk.pq.Finding;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What can be wrong with the queues themselves, whatever stores them. */
final class Checkup {
  /** Managers sweep every second or so: an orphan older than this is nobody's. */
  private static final Duration UNSWEPT = Duration.ofSeconds(30);

  private static final Duration WAITED_LONG = Duration.ofHours(1);

  private final PersistentQ pq;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();

  Checkup(PersistentQ pq) {
    this.pq = pq;
    this.now = pq.config().clock().instant();
  }

  List<Finding> run(boolean repair) {
    orphans(repair);
    for (Counts counts : pq.counts()) {
      paused(counts);
      unconsumed(counts);
    }
    return findings;
  }

  private void orphans(boolean repair) {
    long count;
    try (Stream<Item> held = pq.find(ItemFilter.all().withStatus(Status.UNDER_PROCESS))) {
      count = held.filter(this::isUnswept).count();
    }
    if (count == 0) {
      return;
    }
    Finding finding =
        new Finding(
            Finding.Kind.ORPHANS,
            count + " items are Under_Process with a lease that ended over half a minute ago",
            "run a manager (pq manage), or sweep once (pq manage --once)",
            false);
    if (repair) {
      pq.sweep();
      finding = finding.repaired();
    }
    findings.add(finding);
  }

  private boolean isUnswept(Item item) {
    Instant end = item.leaseUntil();
    return end != null && end.isBefore(now.minus(UNSWEPT));
  }

  private void paused(Counts counts) {
    long waiting = counts.of(Status.UNPROCESSED);
    if (counts.paused() && waiting > 0) {
      findings.add(
          new Finding(
              Finding.Kind.PAUSED_QUEUE,
              "queue " + counts.queue() + " is paused, and " + waiting + " items wait in it",
              "pq queue resume " + counts.queue(),
              false));
    }
  }

  private void unconsumed(Counts counts) {
    Instant oldest = counts.oldestWaiting();
    if (counts.paused()
        || oldest == null
        || counts.of(Status.UNDER_PROCESS) > 0
        || oldest.isAfter(now.minus(WAITED_LONG))) {
      return;
    }
    findings.add(
        new Finding(
            Finding.Kind.NOBODY_CONSUMES,
            "an item of queue "
                + counts.queue()
                + " waits since "
                + oldest
                + ", and none is"
                + " Under_Process",
            "start a consumer: pq -q " + counts.queue() + " work --exec …",
            false));
  }
}
