package atk.pq.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes ready what has come due: delayed items, and crashed ones that may be submitted again. */
final class DueItems {
  private final SqliteWriteTx tx;
  private int released;
  private int resubmitted;
  private int parked;

  DueItems(SqliteWriteTx tx) {
    this.tx = tx;
  }

  /** One item that is due. */
  private record Due(long id, long availableAt) {}

  /** Moves at most {@code limit} of each kind, in the order of their due times. */
  DueItems makeReady(int limit) throws SQLException {
    List<Due> due = new ArrayList<>();
    long now = tx.nowMillis();
    tx.statements.query(
        SqliteSql.DUE_DELAYED, row -> due.add(new Due(row.getLong(1), row.getLong(2))), now, limit);
    released = due.size();
    List<Long> spent = new ArrayList<>();
    tx.statements.query(
        SqliteSql.DUE_CRASHED,
        row -> {
          if (row.getBoolean(3)) {
            spent.add(row.getLong(1));
          } else {
            due.add(new Due(row.getLong(1), row.getLong(2)));
          }
        },
        now,
        limit);
    resubmitted = due.size() - released;
    for (long id : spent) {
      tx.park(id); // max submissions was lowered while it rested
    }
    parked = spent.size();
    move(due);
    return this;
  }

  private void move(List<Due> due) throws SQLException {
    if (due.isEmpty()) {
      return;
    }
    due.sort(Comparator.comparingLong(Due::availableAt).thenComparingLong(Due::id));
    String ids = due.stream().map(Due::id).toList().toString();
    tx.statements.update(SqliteSql.MAKE_READY, tx.takePositions(due.size()), tx.nowMillis(), ids);
    tx.readied();
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
