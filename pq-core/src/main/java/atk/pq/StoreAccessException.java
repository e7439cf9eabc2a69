package atk.pq;

import org.jspecify.annotations.Nullable;

/** The operating system does not let this user read or write the database or its folder. */
public class StoreAccessException extends StoreException {
  private static final long serialVersionUID = 1;

  public StoreAccessException(String message) {
    super(message);
  }

  public StoreAccessException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
