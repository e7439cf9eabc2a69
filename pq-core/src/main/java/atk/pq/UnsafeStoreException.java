package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * The database could be used, but not safely: it lies on a network file system, or the engine's
 * release has a bug that loses data.
 */
public class UnsafeStoreException extends StoreException {
  private static final long serialVersionUID = 1;

  public UnsafeStoreException(String message) {
    super(message);
  }

  public UnsafeStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
