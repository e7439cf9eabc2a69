package atk.pq.cli.session;

import atk.pq.PqException;
import java.io.IOException;

/** What a command printed did not arrive, on a full disk say. */
final class OutputLostException extends PqException {
  private static final long serialVersionUID = 1;

  OutputLostException(IOException cause) {
    super(
        "standard output could not be written ("
            + cause.getMessage()
            + "): what was printed is incomplete; make room, or name another place",
        cause);
  }
}
