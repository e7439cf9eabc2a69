package atk.pq.postgresql;

import java.sql.SQLException;

/** Makes ready what has come due: delayed items, and crashed ones that may be submitted again. */
final class DueItems {
  private final PostgresqlWriteTx tx;
  private int released;
  private int resubmitted;
  private int parked;

  DueItems(PostgresqlWriteTx tx) {
    this.tx = tx;
  }

  /** Moves at most {@code limit} of each kind, in the order of their due times. */
  DueItems makeReady(int limit) throws SQLException {
    tx.statements.query(
        PostgresqlSql.SUBMIT_DUE,
        row -> {
          if (row.getInt(1) == PostgresqlSql.DELAYED) {
            released++;
          } else {
            resubmitted++;
          }
        },
        limit,
        limit);
    parked = tx.statements.update(PostgresqlSql.PARK_SPENT, limit);
    if (released + resubmitted > 0) {
      tx.readied();
    }
    if (parked > 0) {
      tx.ended();
    }
    return this;
  }

  int released() {
    return released;
  }

  int resubmitted() {
    return resubmitted;
  }

  int parked() {
    return parked;
  }
}
