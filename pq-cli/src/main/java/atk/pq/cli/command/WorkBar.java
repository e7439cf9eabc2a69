package atk.pq.cli.command;

import atk.pq.Counts;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.cli.session.Session;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on standard error how far a worker has come: what it did, of what there is still to do. */
final class WorkBar implements AutoCloseable {
  static final Duration REFRESH = Duration.ofMillis(500);

  private final @Nullable ProgressBar bar;
  private final Session session;

  private WorkBar(Session session, @Nullable ProgressBar bar) {
    this.session = session;
    this.bar = bar;
  }

  /** A bar, or off a terminal nothing. */
  static WorkBar of(Session session, boolean isWanted) {
    if (!isWanted || !session.surroundings().errIsTerminal()) {
      return new WorkBar(session, null);
    }
    return new WorkBar(session, build(session, "work"));
  }

  static ProgressBar build(Session session, String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(-1)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed()
        .setUpdateIntervalMillis((int) REFRESH.toMillis())
        .setConsumer(
            new DelegatingProgressBarConsumer(
                line -> session.err().print("\r" + line), session.surroundings().columns() - 1))
        .build();
  }

  void show(PersistentQ pq, long handled) {
    if (bar == null) {
      return;
    }
    String queue = pq.config().queue();
    long left =
        pq.counts().stream()
            .filter(counts -> counts.queue().equals(queue))
            .mapToLong(WorkBar::unfinished)
            .sum();
    bar.maxHint(handled + left);
    bar.stepTo(handled);
  }

  private static long unfinished(Counts counts) {
    return counts.of(Status.UNPROCESSED)
        + counts.of(Status.UNDER_PROCESS)
        + counts.of(Status.CRASHED);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      session.err().println();
    }
  }
}
