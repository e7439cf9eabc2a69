package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything Pq throws. Unless it is an {@link OutcomeUnknownException}, nothing
 * happened. The message says what is wrong and what to do.
 */
public class PqException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PqException(String message) {
    super(message);
  }

  public PqException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
