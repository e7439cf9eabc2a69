package atk.pq;

/**
 * A move could not be done. The source has all its items; the message says in which state it is and
 * what to do.
 */
public class MoveFailedException extends PqException {
  private static final long serialVersionUID = 1;

  public MoveFailedException(String message) {
    super(message);
  }
}
