package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * Other processes kept the database locked for longer than {@link PqConfig#busyTimeout()}. Nothing
 * happened; try again.
 */
public class QueueBusyException extends PqException {
  private static final long serialVersionUID = 1;

  public QueueBusyException(String message) {
    super(message);
  }

  public QueueBusyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
