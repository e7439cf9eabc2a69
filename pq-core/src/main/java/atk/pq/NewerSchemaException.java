package atk.pq;

import org.jspecify.annotations.Nullable;

/** The database was written by a newer release of Pq. It was not touched; use that release. */
public class NewerSchemaException extends StoreException {
  private static final long serialVersionUID = 1;

  public NewerSchemaException(String message) {
    super(message);
  }

  public NewerSchemaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
