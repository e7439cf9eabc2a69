package atk.pq;

/**
 * The queue lives in another database now, is on its way there, or has not wholly arrived here: see
 * {@link Mover}. Nothing happened; the message says where to go on.
 */
public class QueueMovedException extends StoreException {
  private static final long serialVersionUID = 1;

  private final String other;

  /** With the name of the other database of the move, without user and password. */
  public QueueMovedException(String message, String other) {
    super(message);
    this.other = other;
  }

  /**
   * The other database of the move, without user and password: where the items went, or where they
   * come from if it was a destination that was opened too early.
   */
  public String other() {
    return other;
  }
}
