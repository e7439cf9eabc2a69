package atk.pq;

/**
 * The database could be used, but not safely: it lies on a network file system, or the engine's
 * release has a bug that loses data.
 */
public class UnsafeStoreException extends StoreException {
  private static final long serialVersionUID = 1;

  private final Finding.Kind kind;

  public UnsafeStoreException(Finding.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What is not safe about it, as an examination would say. */
  public Finding.Kind kind() {
    return kind;
  }
}
