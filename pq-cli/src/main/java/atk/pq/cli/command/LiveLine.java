package atk.pq.cli.command;

import atk.pq.cli.session.Session;

/** A line on standard error that is written over again and again; nothing off a terminal. */
final class LiveLine implements AutoCloseable {
  private final Session session;
  private final boolean isShown;
  private final int most;
  private int width;

  LiveLine(Session session) {
    this.session = session;
    this.isShown = session.surroundings().errIsTerminal() && !session.isQuiet();
    this.most = session.surroundings().columns() - 1;
  }

  void show(String text) {
    if (isShown) {
      String line = text.length() > most ? text.substring(0, most) : text;
      int blank = Math.max(0, width - line.length());
      session.err().print("\r" + line + " ".repeat(blank));
      session.err().flush();
      width = line.length();
    }
  }

  /** Wipes it away. */
  @Override
  public void close() {
    show("");
    if (isShown) {
      session.err().print("\r");
      session.err().flush();
    }
  }
}
