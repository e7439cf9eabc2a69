package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * The commit failed in a way that leaves its outcome open: the call took effect as a whole or not
 * at all. Look, or repeat a put that has a key.
 */
public class OutcomeUnknownException extends PqException {
  private static final long serialVersionUID = 1;

  public OutcomeUnknownException(String message) {
    super(message);
  }

  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
