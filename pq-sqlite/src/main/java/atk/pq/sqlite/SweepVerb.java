package atk.pq.sqlite;

import atk.pq.CrashCause;
import atk.pq.Status;
import atk.pq.SweepReport;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The Manager's duties: orphans, what has come due, retention. */
final class SweepVerb {
  private final SqliteWriteTx tx;

  SweepVerb(SqliteWriteTx tx) {
    this.tx = tx;
  }

  SweepReport sweep(int limit) throws SQLException {
    SweepReport orphans = takeFromVanished(limit);
    DueItems due = new DueItems(tx).makeReady(limit);
    SweepReport moved = new SweepReport(0, due.resubmitted(), due.parked(), due.released(), 0);
    return orphans.plus(moved).plus(new SweepReport(0, 0, 0, 0, purgeRetained(limit)));
  }

  private SweepReport takeFromVanished(int limit) throws SQLException {
    List<Long> orphans = new ArrayList<>();
    tx.statements.query(
        SqliteSql.ORPHANS, row -> orphans.add(row.getLong(1)), tx.nowMillis(), limit);
    int parked = 0;
    for (long id : orphans) {
      SqliteWriteTx.State item = tx.stateOf(id);
      if (item != null) {
        String reason = "the lease ran out without a sign of life from the consumer";
        Status now = tx.crash(item, CrashCause.EXPIRED, reason, false, null);
        parked += now == Status.MANUAL_INTERVENTION ? 1 : 0;
      }
    }
    return new SweepReport(orphans.size(), 0, parked, 0, 0);
  }

  private int purgeRetained(int limit) throws SQLException {
    List<long[]> queues = new ArrayList<>();
    tx.statements.query(
        SqliteSql.RETAINED, row -> queues.add(new long[] {row.getLong(1), row.getLong(2)}));
    int purged = 0;
    for (long[] queue : queues) {
      long latest = tx.nowMillis() - queue[1];
      purged += tx.statements.update(SqliteSql.PURGE_PROCESSED, queue[0], latest, limit - purged);
    }
    return purged;
  }
}
