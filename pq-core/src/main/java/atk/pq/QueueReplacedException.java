package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * The database file was deleted or replaced while it was open. Nothing more is acknowledged; open
 * the queue again.
 */
public class QueueReplacedException extends StoreException {
  private static final long serialVersionUID = 1;

  public QueueReplacedException(String message) {
    super(message);
  }

  public QueueReplacedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
