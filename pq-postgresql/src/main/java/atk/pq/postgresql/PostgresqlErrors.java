package atk.pq.postgresql;

import atk.pq.CorruptQueueException;
import atk.pq.OutcomeUnknownException;
import atk.pq.PqException;
import atk.pq.QueueBusyException;
import atk.pq.QueueFullException;
import atk.pq.QueueMovedException;
import atk.pq.QueueNotFoundException;
import atk.pq.StoreAccessException;
import atk.pq.StoreException;
import atk.pq.internal.MoveMarks;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;

/** Says in Pq's words what the server's states (SQLSTATE) mean. */
final class PostgresqlErrors {
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");
  private static final Set<String> GOING_DOWN = Set.of("57P01", "57P02", "57P03", "25006", "25P03");

  private PostgresqlErrors() {}

  /** Whether two transactions got into each other's way: the same again will do. */
  static boolean isConflict(SQLException e) {
    return CONFLICTS.contains(state(e));
  }

  /** Whether the connection was lost, or leads to a server that is no primary (any more). */
  static boolean isLost(SQLException e) {
    String state = state(e);
    return e instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || GOING_DOWN.contains(state);
  }

  /** Whether the server, or the limit of a role, lets no further connection in. */
  static boolean isOutOfConnections(SQLException e) {
    return state(e).equals("53300");
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /** What the server said, without where in Pq's statement, and without a full stop. */
  private static String words(SQLException e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("\\s+Position: [0-9]+", "")
        .strip()
        .replaceFirst("\\.$", "");
  }

  /** An error before anything was committed. */
  static PqException nothingHappened(SQLException e, String db) {
    Optional<QueueMovedException> moved = MoveMarks.refused(e);
    if (moved.isPresent()) {
      return moved.get();
    }
    String state = state(e);
    String said = " (" + words(e) + ")";
    if (isOutOfConnections(e)) {
      return new QueueBusyException(
          db
              + " has no connection left for this process, which needs 3 at least, and 8 when busy:"
              + " nothing was changed; raise max_connections, or the CONNECTION LIMIT of the role"
              + " or the database, or end other clients"
              + said,
          e);
    } else if (isConflict(e) || state.equals("55P03")) {
      return new QueueBusyException(
          db + " was too busy for too long: nothing was changed; try again" + said, e);
    } else if (isLost(e)) {
      return new StoreAccessException(
          "cannot reach "
              + db
              + ": nothing was changed; see that the server runs, is the primary,"
              + " and accepts connections from here"
              + said,
          e);
    } else if (state.equals("53100")) {
      return new QueueFullException(
          "the disk of " + db + " is full: nothing was written; make space, or purge" + said, e);
    } else if (state.startsWith("28") || state.equals("42501")) {
      return new StoreAccessException(
          db + " refused this user: check user, password and grants" + said, e);
    } else if (state.equals("3D000")) {
      return new QueueNotFoundException(
          "there is no database " + db + ": create it (createdb), or name another" + said, e);
    } else if (state.startsWith("XX00")) {
      return new CorruptQueueException(
          db
              + " could not be read properly: its storage is damaged. Nothing was written; restore a"
              + " backup"
              + said,
          e);
    }
    if (state.equals("3F000")) {
      return new QueueNotFoundException(
          "there is no such schema in "
              + db
              + ": create it (CREATE SCHEMA), or name another (?currentSchema=NAME)"
              + said,
          e);
    }
    return new StoreException("PostgreSQL refused a statement" + said, e);
  }

  /** An error of COMMIT itself, other than a conflict. */
  static OutcomeUnknownException outcomeUnknown(SQLException e, String db) {
    return new OutcomeUnknownException(
        "the commit to "
            + db
            + " got no clear answer: "
            + words(e)
            + ". It is there as a whole or not at all; look, or repeat a put that has a key",
        e);
  }
}
