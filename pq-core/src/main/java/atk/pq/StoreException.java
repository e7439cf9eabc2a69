package atk.pq;

import org.jspecify.annotations.Nullable;

/** The database cannot be used. Nothing was written. */
public class StoreException extends PqException {
  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
