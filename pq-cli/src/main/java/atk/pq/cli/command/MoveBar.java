package atk.pq.cli.command;

import atk.pq.MoveProgress;
import atk.pq.cli.session.Session;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** Shows on standard error how far a move has come. */
final class MoveBar implements AutoCloseable {
  private final @Nullable ProgressBar bar;
  private final Session session;

  private MoveBar(Session session, @Nullable ProgressBar bar) {
    this.session = session;
    this.bar = bar;
  }

  /** A bar, or off a terminal nothing. */
  static MoveBar of(Session session) {
    boolean isTerminal = session.surroundings().errIsTerminal();
    return new MoveBar(session, isTerminal ? WorkBar.build(session, "move") : null);
  }

  void show(MoveProgress progress) {
    if (bar != null) {
      bar.setExtraMessage(progress.step().name().toLowerCase(Locale.ROOT));
      bar.maxHint(progress.total());
      bar.stepTo(progress.done());
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      session.err().println();
    }
  }
}
