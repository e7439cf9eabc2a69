package atk.pq.postgresql;

import atk.pq.CrashCause;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.postgresql.PostgresqlWriteTx.CrashOf;
import atk.pq.postgresql.Rows.Crashing;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Manager's duties: orphans, what has come due, retention. Any number may sweep at once. */
final class SweepVerb {
  private final PostgresqlWriteTx tx;

  SweepVerb(PostgresqlWriteTx tx) {
    this.tx = tx;
  }

  SweepReport sweep(int limit) throws SQLException {
    SweepReport orphans = takeFromVanished(limit);
    DueItems due = new DueItems(tx).makeReady(limit);
    SweepReport moved = new SweepReport(0, due.resubmitted(), due.parked(), due.released(), 0);
    return orphans.plus(moved).plus(new SweepReport(0, 0, 0, 0, purgeRetained(limit)));
  }

  private SweepReport takeFromVanished(int limit) throws SQLException {
    String reason = "the lease ran out without a sign of life from the consumer";
    List<CrashOf> orphans = new ArrayList<>();
    tx.statements.query(
        PostgresqlSql.LOCK_ORPHANS,
        row ->
            orphans.add(new CrashOf(Crashing.read(row), CrashCause.EXPIRED, reason, false, null)),
        limit);
    long parked =
        tx.crash(orphans).stream().filter(status -> status == Status.MANUAL_INTERVENTION).count();
    return new SweepReport(orphans.size(), 0, (int) parked, 0, 0);
  }

  private int purgeRetained(int limit) throws SQLException {
    int purged = 0;
    for (Map.Entry<Integer, QueueSettings> queue : tx.settingsById().entrySet()) {
      Duration retention = queue.getValue().retention();
      if (retention != null && purged < limit) {
        String sql = PostgresqlSql.REMOVE_PAST_RETENTION;
        purged +=
            new PurgeVerb(tx).remove(sql, queue.getKey(), retention.toMillis(), limit - purged);
      }
    }
    return purged;
  }
}
