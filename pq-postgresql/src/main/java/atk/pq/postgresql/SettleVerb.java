package atk.pq.postgresql;

import atk.pq.CrashCause;
import atk.pq.Status;
import atk.pq.postgresql.PostgresqlWriteTx.CrashOf;
import atk.pq.postgresql.Rows.Crashing;
import atk.pq.postgresql.Statements.Column;
import atk.pq.spi.Extension;
import atk.pq.spi.Outcome;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends claims and extends leases, fenced by the token: one statement for all that end alike. What a
 * statement did not change had lost its claim; only then is it asked what became of it.
 */
final class SettleVerb {
  private final PostgresqlWriteTx tx;

  SettleVerb(PostgresqlWriteTx tx) {
    this.tx = tx;
  }

  /** Names a claim. */
  private record Fence(long id, long token) {}

  List<Outcome> settle(List<Settlement> settlements) throws SQLException {
    Map<Fence, Settlement> first = new LinkedHashMap<>();
    settlements.forEach(one -> first.putIfAbsent(new Fence(one.id(), one.token()), one));
    Map<Fence, Outcome> applied = new HashMap<>();
    finish(having(first, Verdict.PROCESSED), applied);
    release(having(first, Verdict.RELEASED), applied);
    List<Settlement> crashes = having(first, Verdict.CRASHED);
    crashes.addAll(having(first, Verdict.HOPELESS));
    crashes.addAll(having(first, Verdict.DAMAGED));
    crash(crashes, applied);
    List<Fence> asked = new ArrayList<>();
    settlements.forEach(one -> asked.add(new Fence(one.id(), one.token())));
    return outcomes(asked, applied, true);
  }

  private static List<Settlement> having(Map<Fence, Settlement> all, Verdict verdict) {
    List<Settlement> some = new ArrayList<>();
    for (Settlement one : all.values()) {
      if (one.verdict() == verdict) {
        some.add(one);
      }
    }
    return some;
  }

  private void finish(List<Settlement> finished, Map<Fence, Outcome> applied) throws SQLException {
    if (finished.isEmpty()) {
      return;
    }
    tx.statements.query(
        PostgresqlSql.FINISH,
        row ->
            applied.put(
                new Fence(row.getLong(1), row.getLong(2)), Outcome.applied(Status.PROCESSED)),
        Column.of("bigint", finished, Settlement::id),
        Column.of("bigint", finished, Settlement::token),
        Column.of("bytea", finished, one -> Statements.utf8(one.note())));
    tx.ended();
  }

  private void release(List<Settlement> released, Map<Fence, Outcome> applied) throws SQLException {
    if (released.isEmpty()) {
      return;
    }
    tx.statements.query(
        PostgresqlSql.RELEASE,
        row -> {
          applied.put(
              new Fence(row.getLong(1), row.getLong(2)), Outcome.applied(Status.UNPROCESSED));
          int queueId = row.getInt(3);
          int priority = row.getInt(4);
          long position = row.getLong(5);
          tx.onceCommitted(() -> tx.floors().released(queueId, priority, position));
        },
        Column.of("bigint", released, Settlement::id),
        Column.of("bigint", released, Settlement::token));
    tx.readied();
  }

  private void crash(List<Settlement> crashed, Map<Fence, Outcome> applied) throws SQLException {
    if (crashed.isEmpty()) {
      return;
    }
    Map<Fence, Settlement> asked = new HashMap<>();
    crashed.forEach(one -> asked.put(new Fence(one.id(), one.token()), one));
    List<CrashOf> held = new ArrayList<>();
    tx.statements.query(
        PostgresqlSql.LOCK_CLAIMS,
        row -> {
          Crashing item = Crashing.read(row);
          Settlement one = asked.get(new Fence(item.id(), item.token()));
          held.add(crashOf(item, Objects.requireNonNull(one)));
        },
        Column.of("bigint", crashed, Settlement::id),
        Column.of("bigint", crashed, Settlement::token));
    List<Status> states = tx.crash(held);
    for (int i = 0; i < states.size(); i++) {
      Crashing item = held.get(i).item();
      applied.put(new Fence(item.id(), item.token()), Outcome.applied(states.get(i)));
    }
  }

  private static CrashOf crashOf(Crashing item, Settlement one) {
    return switch (one.verdict()) {
      case HOPELESS -> new CrashOf(item, CrashCause.FAILED, one.note(), true, null);
      case DAMAGED -> new CrashOf(item, CrashCause.DAMAGED, one.note(), true, null);
      default -> new CrashOf(item, CrashCause.FAILED, one.note(), false, one.retryIn());
    };
  }

  List<Outcome> extend(List<Extension> extensions) throws SQLException {
    // the last word on a claim holds: PostgreSQL would take any of several rows for one item
    Map<Fence, Extension> last = new LinkedHashMap<>();
    List<Fence> asked = new ArrayList<>();
    for (Extension one : extensions) {
      asked.add(new Fence(one.id(), one.token()));
      last.put(new Fence(one.id(), one.token()), one);
    }
    List<Extension> distinct = List.copyOf(last.values());
    Map<Fence, Outcome> applied = new HashMap<>();
    tx.statements.query(
        PostgresqlSql.EXTEND,
        row ->
            applied.put(
                new Fence(row.getLong(1), row.getLong(2)), Outcome.applied(Status.UNDER_PROCESS)),
        Column.of("bigint", distinct, Extension::id),
        Column.of("bigint", distinct, Extension::token),
        Column.of("bigint", distinct, one -> one.lease().toMillis()));
    return outcomes(asked, applied, false);
  }

  /**
   * Answers in the order asked; {@code once}: only the first of several that name one claim won.
   */
  private List<Outcome> outcomes(List<Fence> asked, Map<Fence, Outcome> applied, boolean once)
      throws SQLException {
    List<@Nullable Outcome> known = new ArrayList<>(asked.size());
    Set<Fence> answered = new HashSet<>();
    Map<Long, Outcome> lost = new HashMap<>();
    for (Fence fence : asked) {
      Outcome outcome = answered.add(fence) || !once ? applied.get(fence) : null;
      known.add(outcome);
      if (outcome == null) {
        lost.put(fence.id(), Outcome.unknownItem());
      }
    }
    if (!lost.isEmpty()) {
      tx.statements.query(
          PostgresqlSql.STATES,
          row ->
              lost.put(
                  row.getLong(1),
                  Outcome.stale(Rows.status(row.getInt(2)), Statements.text(row.getBytes(3)))),
          Column.longs(List.copyOf(lost.keySet())));
    }
    List<Outcome> outcomes = new ArrayList<>(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      Outcome outcome = known.get(i);
      outcomes.add(Objects.requireNonNull(outcome == null ? lost.get(asked.get(i).id()) : outcome));
    }
    return outcomes;
  }
}
