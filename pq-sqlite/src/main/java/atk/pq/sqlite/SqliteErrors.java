package atk.pq.sqlite;

import atk.pq.CorruptQueueException;
import atk.pq.NotAQueueException;
import atk.pq.OutcomeUnknownException;
import atk.pq.PqException;
import atk.pq.QueueBusyException;
import atk.pq.QueueFullException;
import atk.pq.QueueMovedException;
import atk.pq.StoreAccessException;
import atk.pq.internal.MoveMarks;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in Pq's words what SQLite's result codes mean. */
final class SqliteErrors {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READONLY = 8;
  private static final int IOERR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANTOPEN = 14;
  private static final int NOTADB = 26;

  private SqliteErrors() {}

  static boolean isFull(SQLException e) {
    return code(e) == FULL;
  }

  /**
   * Whether there was no room, for an error before COMMIT: besides "full" also the memory that
   * connections share, a file of its own that has to grow. In COMMIT that would be too late to
   * tell.
   */
  static boolean isOutOfRoom(SQLException e) {
    return isFull(e)
        || e instanceof SQLiteException known
            && known.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
  }

  static boolean isBusy(SQLException e) {
    return code(e) == BUSY || code(e) == LOCKED;
  }

  /** Whether the connection must not be trusted any more. */
  static boolean isFatal(SQLException e) {
    int code = code(e);
    return code == IOERR && !isOutOfRoom(e)
        || code == CORRUPT
        || code == NOTADB
        || code == CANTOPEN;
  }

  private static int code(SQLException e) {
    return e.getErrorCode() & 0xff;
  }

  static boolean isCorrupt(SQLException e) {
    return code(e) == CORRUPT;
  }

  /** An error before anything was committed. */
  static PqException nothingHappened(SQLException e, Path file) {
    Optional<QueueMovedException> moved = MoveMarks.refused(e);
    if (moved.isPresent()) {
      return moved.get();
    }
    return switch (isOutOfRoom(e) ? FULL : code(e)) {
      case BUSY, LOCKED -> busy(e, file);
      case FULL ->
          new QueueFullException(
              "the disk that holds " + file + " is full: nothing was written; make space, or purge",
              e);
      case READONLY, CANTOPEN ->
          new StoreAccessException(
              "cannot write "
                  + file
                  + ": this user needs read and write access to the file and its folder ("
                  + e.getMessage()
                  + ")",
              e);
      case CORRUPT ->
          new CorruptQueueException(
              file
                  + " could not be read properly: it is damaged, or its disk fails. Nothing was"
                  + " written; restore a backup (`pq doctor` tells what is damaged, as long as it"
                  + " can be opened)",
              e);
      case NOTADB ->
          new NotAQueueException(
              file + " is not a Pq database; name another file, or move this one away", e);
      case IOERR ->
          new OutcomeUnknownException(
              "the disk that holds "
                  + file
                  + " failed: "
                  + e.getMessage()
                  + ". Check it, then"
                  + " connect again",
              e);
      default -> new PqException("SQLite refused a statement: " + e.getMessage(), e);
    };
  }

  static QueueBusyException busy(SQLException e, Path file) {
    return new QueueBusyException(
        "another process has kept "
            + file
            + " locked for too long: nothing was changed; try again, or find the process that"
            + " hangs",
        e);
  }

  /** An error of COMMIT itself, other than busy and full, or of the flush that makes it last. */
  static OutcomeUnknownException outcomeUnknown(Exception e, Path file) {
    return new OutcomeUnknownException(
        "the commit to "
            + file
            + " failed: "
            + e.getMessage()
            + ". It is there as a whole or not at all; look after connecting again, or repeat a put"
            + " that has a key",
        e);
  }
}
