package atk.pq;

import org.jspecify.annotations.Nullable;

/** The state diagram has no such move. Nothing changed. */
public class IllegalTransitionException extends PqException {
  private static final long serialVersionUID = 1;

  public IllegalTransitionException(String message) {
    super(message);
  }

  public IllegalTransitionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
