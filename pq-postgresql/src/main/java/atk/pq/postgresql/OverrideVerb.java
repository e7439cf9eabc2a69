package atk.pq.postgresql;

import atk.pq.CrashCause;
import atk.pq.Status;
import atk.pq.postgresql.PostgresqlWriteTx.CrashOf;
import atk.pq.postgresql.Rows.Crashing;
import atk.pq.spi.Claimed;
import atk.pq.spi.Outcome;
import atk.pq.spi.StatusChange;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** An operator's moves, one by one: each locks its item and looks at it first. */
final class OverrideVerb {
  private final PostgresqlWriteTx tx;

  OverrideVerb(PostgresqlWriteTx tx) {
    this.tx = tx;
  }

  /** An item as it is, locked. */
  private record State(Crashing item, Status status) {}

  List<Outcome> override(List<StatusChange> changes) throws SQLException {
    List<Outcome> outcomes = new ArrayList<>(changes.size());
    for (StatusChange change : changes) {
      State state =
          tx.statements.first(
              PostgresqlSql.LOCK_ITEM,
              row -> new State(Crashing.read(row), Rows.status(row.getInt(7))),
              change.id());
      outcomes.add(state == null ? Outcome.unknownItem() : override(state, change));
    }
    return outcomes;
  }

  private Outcome override(State state, StatusChange change) throws SQLException {
    if (!state.status().canBecome(change.to())) {
      return Outcome.illegal(state.status());
    }
    Crashing item = state.item();
    return switch (change.to()) {
      case UNDER_PROCESS -> claim(state, change);
      case PROCESSED -> {
        byte[] result = Statements.utf8(change.note());
        tx.statements.update(
            PostgresqlSql.FORCE_FINISH,
            result == null ? new Statements.Null(Types.BINARY) : result,
            item.id());
        tx.ended();
        yield Outcome.applied(Status.PROCESSED);
      }
      case CRASHED -> {
        CrashOf crash = new CrashOf(item, CrashCause.FORCED, change.note(), false, null);
        yield Outcome.applied(tx.crash(List.of(crash)).get(0));
      }
      case MANUAL_INTERVENTION -> {
        tx.park(List.of(item.id()));
        yield Outcome.applied(Status.MANUAL_INTERVENTION);
      }
      case UNPROCESSED -> toReady(state);
    };
  }

  private Outcome claim(State state, StatusChange change) throws SQLException {
    long lease = tx.settingsOf(state.item().queueId()).lease().toMillis();
    Claimed claimed = new ClaimVerb(tx).claimById(change.id(), lease, change.consumer());
    return claimed == null ? Outcome.illegal(state.status()) : Outcome.claimed(claimed);
  }

  private Outcome toReady(State state) throws SQLException {
    Crashing item = state.item();
    boolean isSpent =
        state.status() == Status.CRASHED
            && item.submission() >= tx.settingsOf(item.queueId()).maxSubmissions();
    if (state.status() == Status.UNDER_PROCESS || isSpent) {
      return Outcome.illegal(state.status());
    }
    tx.statements.update(PostgresqlSql.SUBMIT_AGAIN, item.id());
    tx.readied();
    return Outcome.applied(Status.UNPROCESSED);
  }
}
