package atk.pq;

import org.jspecify.annotations.Nullable;

/** The database is damaged: cut off, overwritten or rotten. */
public class CorruptQueueException extends StoreException {
  private static final long serialVersionUID = 1;

  public CorruptQueueException(String message) {
    super(message);
  }

  public CorruptQueueException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
