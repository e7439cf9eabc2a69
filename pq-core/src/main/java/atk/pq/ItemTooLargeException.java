package atk.pq;

import org.jspecify.annotations.Nullable;

/** The item, its headers or its result are larger than what is kept. */
public class ItemTooLargeException extends PqException {
  private static final long serialVersionUID = 1;

  public ItemTooLargeException(String message) {
    super(message);
  }

  public ItemTooLargeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
