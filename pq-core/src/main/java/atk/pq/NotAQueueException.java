package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * The path holds something else than a Pq database: a folder, a text, another application's data,
 * or nothing at all.
 */
public class NotAQueueException extends StoreException {
  private static final long serialVersionUID = 1;

  public NotAQueueException(String message) {
    super(message);
  }

  public NotAQueueException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
