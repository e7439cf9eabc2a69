package atk.pq.sqlite;

import atk.pq.CrashCause;
import atk.pq.Status;
import atk.pq.spi.Extension;
import atk.pq.spi.Outcome;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends claims and extends leases, fenced by the token. As many finishes as fit into a statement go
 * in one UPDATE; only when it changed fewer rows than asked is it taken back and done one by one,
 * to tell whose claim is lost. In small parts, as SQLite copies each page that changes until the
 * part is done.
 */
final class SettleVerb {
  private final SqliteWriteTx tx;

  SettleVerb(SqliteWriteTx tx) {
    this.tx = tx;
  }

  List<Outcome> settle(List<Settlement> settlements) throws SQLException {
    List<Outcome> outcomes = new ArrayList<>(settlements.size());
    for (int from = 0; from < settlements.size(); from += ManyRows.MOST) {
      int to = Math.min(settlements.size(), from + ManyRows.MOST);
      settlePart(settlements.subList(from, to), outcomes);
    }
    return outcomes;
  }

  private void settlePart(List<Settlement> part, List<Outcome> outcomes) throws SQLException {
    boolean finishedTogether = finishTogether(part);
    for (Settlement one : part) {
      if (finishedTogether && one.verdict() == Verdict.PROCESSED) {
        keepResult(one.id(), one.note());
        outcomes.add(Outcome.applied(Status.PROCESSED));
      } else {
        outcomes.add(settle(one));
      }
    }
  }

  /** Finishes all that are to be finished if nobody's claim was lost; nothing otherwise. */
  private boolean finishTogether(List<Settlement> part) throws SQLException {
    List<Settlement> finished = new ArrayList<>(part.size());
    for (Settlement one : part) {
      if (one.verdict() == Verdict.PROCESSED) {
        finished.add(one);
      }
    }
    if (finished.size() < 2) { // changes all or nothing as it is
      return finished.isEmpty() || finish(finished);
    }
    tx.statements.run(SqliteSql.SAVEPOINT);
    boolean isDone = finish(finished);
    if (!isDone) {
      tx.statements.run(SqliteSql.ROLLBACK_TO);
    }
    tx.statements.run(SqliteSql.RELEASE);
    return isDone;
  }

  /** Whether nobody's claim was lost. */
  private boolean finish(List<Settlement> finished) throws SQLException {
    int changed =
        SqliteSql.PROCESS.update(
            tx.statements,
            finished,
            (statement, first, one) -> {
              statement.setLong(first, one.id());
              statement.setLong(first + 1, one.token());
            },
            tx.nowMillis());
    if (changed == finished.size()) {
      tx.ended();
      return true;
    }
    return false;
  }

  void keepResult(long id, @Nullable String result) throws SQLException {
    if (result != null) {
      tx.statements.update(SqliteSql.PUT_RESULT, id, result);
    }
  }

  private Outcome settle(Settlement one) throws SQLException {
    SqliteWriteTx.State item = tx.stateOf(one.id());
    if (item == null) {
      return Outcome.unknownItem();
    }
    if (!item.isHeldBy(one.token())) {
      return Outcome.stale(item.status(), item.consumer());
    }
    return switch (one.verdict()) {
      case PROCESSED -> {
        tx.statements.update(SqliteSql.FINISH, tx.nowMillis(), one.id());
        keepResult(one.id(), one.note());
        tx.ended();
        yield Outcome.applied(Status.PROCESSED);
      }
      case CRASHED ->
          Outcome.applied(tx.crash(item, CrashCause.FAILED, one.note(), false, one.retryIn()));
      case HOPELESS -> Outcome.applied(tx.crash(item, CrashCause.FAILED, one.note(), true, null));
      case DAMAGED -> Outcome.applied(tx.crash(item, CrashCause.DAMAGED, one.note(), true, null));
      case RELEASED -> {
        tx.statements.update(SqliteSql.RELEASE_CLAIM, tx.nowMillis(), one.id(), one.token());
        tx.readied();
        yield Outcome.applied(Status.UNPROCESSED);
      }
    };
  }

  List<Outcome> extend(List<Extension> extensions) throws SQLException {
    List<Outcome> outcomes = new ArrayList<>(extensions.size());
    for (Extension one : extensions) {
      long until = tx.nowMillis() + one.lease().toMillis();
      int changed = tx.statements.update(SqliteSql.EXTEND, until, one.id(), one.token());
      outcomes.add(changed == 1 ? Outcome.applied(Status.UNDER_PROCESS) : lost(one.id()));
    }
    return outcomes;
  }

  private Outcome lost(long id) throws SQLException {
    SqliteWriteTx.State item = tx.stateOf(id);
    return item == null ? Outcome.unknownItem() : Outcome.stale(item.status(), item.consumer());
  }
}
