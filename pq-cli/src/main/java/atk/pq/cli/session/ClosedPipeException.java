package atk.pq.cli.session;

/** Nobody reads the output any more, as in {@code pq ls | head}: time to stop, silently. */
public final class ClosedPipeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a program in C would end with: 128 + SIGPIPE. */
  public static final int EXIT_CODE = 141;
}
