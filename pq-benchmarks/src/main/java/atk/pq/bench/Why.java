package atk.pq.bench;

/** What is said of something that failed: one line, fit for a cell of a table. */
final class Why {
  private static final int MOST = 200;

  private Why() {}

  /** The words of the innermost cause that has some. */
  static String of(Throwable failure) {
    String words = failure.toString();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        words = cause.getMessage();
      }
    }
    String line = words.strip().replaceAll("\\s+", " ").replace("|", "/");
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }
}
