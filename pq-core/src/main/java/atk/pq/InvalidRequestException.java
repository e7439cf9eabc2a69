package atk.pq;

import org.jspecify.annotations.Nullable;

/** The call's arguments make no sense; the message says which would. */
public class InvalidRequestException extends PqException {
  private static final long serialVersionUID = 1;

  public InvalidRequestException(String message) {
    super(message);
  }

  public InvalidRequestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
