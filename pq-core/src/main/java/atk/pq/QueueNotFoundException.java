package atk.pq;

import org.jspecify.annotations.Nullable;

/** There is no such database, and this opener may not create one. */
public class QueueNotFoundException extends StoreException {
  private static final long serialVersionUID = 1;

  public QueueNotFoundException(String message) {
    super(message);
  }

  public QueueNotFoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
