package atk.pq;

import org.jspecify.annotations.Nullable;

/**
 * The claim was lost: the item was given back, given to another, or settled. Nothing changed; the
 * message says who has it now.
 */
public class StaleClaimException extends PqException {
  private static final long serialVersionUID = 1;

  public StaleClaimException(String message) {
    super(message);
  }

  public StaleClaimException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
