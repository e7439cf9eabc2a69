package atk.pq.sqlite;

import atk.pq.CrashCause;
import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Outcome;
import atk.pq.spi.StatusChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** An operator's moves along the diagram, without a token. */
final class OverrideVerb {
  private final SqliteWriteTx tx;

  OverrideVerb(SqliteWriteTx tx) {
    this.tx = tx;
  }

  List<Outcome> override(List<StatusChange> changes) throws SQLException {
    List<Outcome> outcomes = new ArrayList<>(changes.size());
    for (StatusChange change : changes) {
      SqliteWriteTx.State item = tx.stateOf(change.id());
      outcomes.add(item == null ? Outcome.unknownItem() : override(item, change));
    }
    return outcomes;
  }

  private Outcome override(SqliteWriteTx.State item, StatusChange change) throws SQLException {
    Status from = item.status();
    if (!from.canBecome(change.to())) {
      return Outcome.illegal(from);
    }
    return switch (change.to()) {
      case UNDER_PROCESS -> claim(item, change);
      case PROCESSED -> {
        tx.statements.update(SqliteSql.FINISH, tx.nowMillis(), item.id());
        new SettleVerb(tx).keepResult(item.id(), change.note());
        tx.ended();
        yield Outcome.applied(Status.PROCESSED);
      }
      case CRASHED ->
          Outcome.applied(tx.crash(item, CrashCause.FORCED, change.note(), false, null));
      case MANUAL_INTERVENTION -> Outcome.applied(tx.park(item.id()));
      case UNPROCESSED -> toReady(item, from);
    };
  }

  private Outcome claim(SqliteWriteTx.State item, StatusChange change) throws SQLException {
    Claimed claimed = new ClaimVerb(tx).claimById(item.id(), change.consumer());
    return claimed == null ? Outcome.illegal(Status.MANUAL_INTERVENTION) : Outcome.claimed(claimed);
  }

  private Outcome toReady(SqliteWriteTx.State item, Status from) throws SQLException {
    boolean isSpent =
        from == Status.CRASHED
            && item.submissionCount() >= tx.settingsOf(item.queueId()).maxSubmissions();
    if (from == Status.UNDER_PROCESS || isSpent) {
      return Outcome.illegal(from);
    }
    String sql = from == Status.CRASHED ? SqliteSql.RESUBMIT : SqliteSql.RETRY;
    tx.statements.update(sql, tx.takePositions(1), tx.nowMillis(), item.id());
    tx.readied();
    return Outcome.applied(Status.UNPROCESSED);
  }
}
