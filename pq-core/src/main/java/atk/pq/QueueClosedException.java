package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * The queue was closed, by its owner or because its disk failed; the cause says which. Nothing
 * happened.
 */
public class QueueClosedException extends PqException {
  private static final long serialVersionUID = 1;

  public QueueClosedException(String message) {
    super(message);
  }

  public QueueClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
