package atk.pq;

import org.jspecify.annotations.Nullable;

/** There is no item with this id: it was never put, or was purged. */
public class UnknownItemException extends PqException {
  private static final long serialVersionUID = 1;

  public UnknownItemException(String message) {
    super(message);
  }

  public UnknownItemException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
