package atk.pq.cli.session;

import atk.pq.InvalidRequestException;
import atk.pq.StaleClaimException;
import atk.pq.UnknownItemException;

/** What the exit status of the command says. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int ERROR = 1;
  public static final int USAGE = 2;
  public static final int NOTHING_THERE = 3;
  public static final int ENDED_BADLY = 4;
  public static final int NO_SUCH_ITEM = 5;
  public static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** The exit status for an error. */
  public static int of(Throwable error) {
    if (error instanceof UnknownItemException) {
      return NO_SUCH_ITEM;
    }
    if (error instanceof StaleClaimException) {
      return ENDED_BADLY;
    }
    return error instanceof InvalidRequestException ? USAGE : ERROR;
  }
}
