package atk.pq;

import java.util.Locale;

/**
 * Something that an examination of the database found wrong. Each kind with what to do about it
 * stands in docs/operations.md.
 *
 * @param kind what it is
 * @param what where, and how bad, for people
 * @param remedy what to do about it
 * @param isRepaired whether that was done already
 */
public record Finding(Kind kind, String what, String remedy, boolean isRepaired) {

  /** What can be wrong. */
  public enum Kind {
    /** The file lies where locks and flushes cannot be trusted. */
    NETWORK_FILE_SYSTEM,
    /** The release of SQLite can lose commits when several processes write. */
    UNSAFE_ENGINE,
    /** The server's settings let acknowledged items be lost. */
    UNSAFE_SETTING,
    /** The standby that commits wait for is not there. */
    STANDBY_MISSING,
    /** The database could not be opened, so nothing else was looked at. */
    CANNOT_OPEN,
    /** Somebody keeps the file locked, so nobody can put, get or finish. */
    WRITE_LOCK_HELD,
    /** Somebody keeps the log from being given up, so it grows. */
    LOG_HELD_BACK,
    /** Somebody keeps dead rows from being removed, so the tables grow. */
    VACUUM_HELD_BACK,
    /** Many dead rows lie among the living, and nobody removes them. */
    DEAD_ROWS,
    /** Most of the file is room that nothing uses. */
    FREE_PAGES,
    /** Items whose payload in the database is not what was put. */
    DAMAGED_PAYLOAD,
    /** File items whose content is gone. */
    MISSING_CONTENT,
    /** File items whose content is not what was put. */
    DAMAGED_CONTENT,
    /** Contents of files that no item refers to and that nobody removes. */
    UNREFERENCED_CONTENT,
    /** The database itself is damaged. */
    INTEGRITY,
    /** Items whose lease ended and that nobody gives back. */
    ORPHANS,
    /** A move to another database was begun and has not ended. */
    UNFINISHED_MOVE,
    /** A paused queue in which items wait. */
    PAUSED_QUEUE,
    /** Items that wait and that nobody gets. */
    NOBODY_CONSUMES,
    /** Clocks that differ. */
    CLOCK,
    /** Others may read or change the items. */
    PERMISSIONS,
    /** Half-made files of processes that were killed. */
    LEFTOVER;

    /** The name as it is shown and documented: {@code paused_queue}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same, once its remedy was applied. */
  public Finding repaired() {
    return new Finding(kind, what, remedy, true);
  }
}
