package atk.pq.internal;

import atk.pq.CorruptQueueException;
import atk.pq.Counts;
import atk.pq.FilesReport;
import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.QueueBusyException;
import atk.pq.Status;
import atk.pq.spi.MoveMark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be wrong with the queues themselves, whatever stores them. */
final class Checkup {
  /** Managers sweep every second or so: an orphan older than this is nobody's. */
  private static final Duration UNSWEPT = Duration.ofSeconds(30);

  private static final Duration WAITED_LONG = Duration.ofHours(1);

  /** Managers remove contents that nobody refers to once an hour, and none that is younger. */
  private static final Duration UNSWEPT_FILES = Duration.ofHours(2);

  private static final int MOST_NAMED = 20;

  private final EngineQ pq;
  private final boolean repair;
  private final Instant now;
  private final List<Finding> findings = new ArrayList<>();

  Checkup(EngineQ pq, boolean repair) {
    this.pq = pq;
    this.repair = repair;
    this.now = pq.engine().read(view -> view.now());
  }

  /** The rest is looked at all the same where a part cannot be read. */
  List<Finding> run() {
    readable(this::orphans);
    readable(this::queues);
    readable(this::files);
    return findings;
  }

  private void readable(Runnable look) {
    try {
      look.run();
    } catch (CorruptQueueException e) {
      add(Kind.INTEGRITY, String.valueOf(e.getMessage()), "restore a backup");
    }
  }

  private void add(Kind kind, String what, String remedy) {
    findings.add(new Finding(kind, what, remedy, false));
  }

  /** Something that a repair may mend. */
  private void add(Kind kind, String what, String remedy, Runnable mend) {
    Finding finding = new Finding(kind, what, remedy, false);
    if (repair) {
      try {
        mend.run();
        finding = finding.repaired();
      } catch (QueueBusyException e) {
        // somebody keeps the file locked, which is a finding of its own
      }
    }
    findings.add(finding);
  }

  private void orphans() {
    long count;
    try (Stream<Item> held = pq.find(ItemFilter.all().withStatus(Status.UNDER_PROCESS))) {
      count = held.filter(this::isUnswept).count();
    }
    if (count > 0) {
      add(
          Kind.ORPHANS,
          count + " items are Under_Process with a lease that ended over half a minute ago",
          "run a manager (pq manage), or sweep once (pq manage --once)",
          pq::sweep);
    }
  }

  private boolean isUnswept(Item item) {
    Instant end = item.leaseUntil();
    return end != null && end.isBefore(now.minus(UNSWEPT));
  }

  private void queues() {
    List<String> pausedByMove = unfinishedMove();
    for (Counts counts : pq.counts()) {
      if (pausedByMove.contains(counts.queue())) {
        continue;
      }
      if (counts.paused()) {
        paused(counts);
      } else {
        unconsumed(counts);
      }
    }
  }

  /** The queues that a move has paused and that go on when it ends or is given up. */
  private List<String> unfinishedMove() {
    MoveMark mark = pq.engine().read(view -> view.moveMark()).orElse(null);
    if (mark == null || mark.stage() != MoveMark.Stage.DRAINING) {
      return List.of();
    }
    String name = MoveSide.nameOf(pq.config());
    add(
        Kind.UNFINISHED_MOVE,
        name
            + " is being moved to "
            + mark.other()
            + ": its queues are paused, and it waits for items that are Under_Process",
        "wait for it; if it was broken off, run it again (pq move "
            + quoted(name)
            + " …), or give it up (pq move --undo "
            + quoted(name)
            + ")");
    return mark.running();
  }

  /** As a shell takes it for one word: whoever may put chooses the names of queues. */
  private static String quoted(String word) {
    return word.matches("[\\w./:@=,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private void paused(Counts counts) {
    long waiting = counts.of(Status.UNPROCESSED);
    if (waiting > 0) {
      add(
          Kind.PAUSED_QUEUE,
          "queue " + counts.queue() + " is paused, and " + waiting + " items wait in it",
          "pq queue resume " + quoted(counts.queue()));
    }
  }

  private void unconsumed(Counts counts) {
    Instant oldest = counts.oldestWaiting();
    if (oldest == null
        || counts.of(Status.UNDER_PROCESS) > 0
        || oldest.isAfter(now.minus(WAITED_LONG))) {
      return;
    }
    add(
        Kind.NOBODY_CONSUMES,
        "an item of queue "
            + counts.queue()
            + " waits since "
            + oldest
            + ", and none is Under_Process",
        "start a consumer: pq -q " + quoted(counts.queue()) + " work --exec …");
  }

  // ---- the contents of files

  private void files() {
    FilesReport report;
    try {
      report = pq.checkFiles(UNSWEPT_FILES);
    } catch (InvalidRequestException e) {
      add(
          Kind.MISSING_CONTENT,
          "the contents of files could not be looked at: " + e.getMessage(),
          "name the folder in which producers and consumers share them: …?filesFolder=…");
      return;
    }
    contents(Kind.MISSING_CONTENT, "file items have lost their content", report.missing());
    contents(Kind.DAMAGED_CONTENT, "file items have another content", report.damaged());
    if (!report.unreferenced().isEmpty()) {
      add(
          Kind.UNREFERENCED_CONTENT,
          report.unreferenced().size()
              + " contents of files belong to no item, and nobody removed them for hours",
          "run a manager (pq manage), or sweep once (pq manage --once)",
          () -> pq.sweepFiles(UNSWEPT_FILES));
    }
  }

  private void contents(Kind kind, String what, List<FilesReport.Finding> problems) {
    if (!problems.isEmpty()) {
      add(
          kind,
          problems.size()
              + " "
              + what
              + ": "
              + problems.stream()
                  .limit(MOST_NAMED)
                  .map(problem -> "item " + problem.itemId() + ", " + problem.problem())
                  .collect(Collectors.joining("; ")),
          "put the files again (the same content mends it), or restore the contents from a backup;"
              + " the items are never handed out, but end in Manual_intervention");
    }
  }
}
