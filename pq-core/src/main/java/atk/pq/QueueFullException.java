package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * The disk is full. Nothing was put; claims, finishes and purges go on, and puts again once there
 * is space.
 */
public class QueueFullException extends PqException {
  private static final long serialVersionUID = 1;

  public QueueFullException(String message) {
    super(message);
  }

  public QueueFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
