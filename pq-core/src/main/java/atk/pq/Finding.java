package atk.pq;

/**
 * Something that an examination of the database found wrong.
 *
 * @param kind what it is
 * @param what where, and how bad, for people
 * @param remedy what to do about it
 * @param isRepaired whether that was done already
 */
public record Finding(Kind kind, String what, String remedy, boolean isRepaired) {

  /** What can be wrong. */
  public enum Kind {
    NETWORK_FILE_SYSTEM,
    UNSAFE_ENGINE,
    CANNOT_OPEN,
    LOG_HELD_BACK,
    FREE_PAGES,
    DAMAGED_PAYLOAD,
    INTEGRITY,
    ORPHANS,
    PAUSED_QUEUE,
    NOBODY_CONSUMES,
    CLOCK,
    PERMISSIONS,
    LEFTOVER
  }

  /** The same, once its remedy was applied. */
  public Finding repaired() {
    return new Finding(kind, what, remedy, true);
  }
}
