package atk.pq.postgresql;

import atk.pq.ItemFilter;
import atk.pq.Status;
import atk.pq.postgresql.Statements.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes items: the ended ones by their index, what a filter describes otherwise by looking. */
final class PurgeVerb {
  /** Far in the future: what others touch while this transaction runs is older than that too. */
  private static final long ANY_AGE = -(1L << 50);

  private final PostgresqlWriteTx tx;

  PurgeVerb(PostgresqlWriteTx tx) {
    this.tx = tx;
  }

  int purge(ItemFilter filter, int limit) throws SQLException {
    String byIndex = byIndex(filter);
    if (byIndex == null) {
      Object[] matches = tx.matches(filter);
      Object[] parameters = PostgresqlReadView.all(List.of(), matches, List.of(limit));
      return matches.length == 0 ? 0 : remove(PostgresqlSql.PURGE, parameters);
    }
    long age = filter.olderThan() == null ? ANY_AGE : filter.olderThan().toMillis();
    int removed = 0;
    for (int queue : queues(filter)) {
      if (removed < limit) {
        removed += remove(byIndex, queue, age, limit - removed);
      }
    }
    return removed;
  }

  private static @Nullable String byIndex(ItemFilter filter) {
    if (filter.key() != null || filter.containing() != null) {
      return null;
    } else if (filter.status() == Status.PROCESSED) {
      return PostgresqlSql.PURGE_PROCESSED;
    }
    return filter.status() == Status.MANUAL_INTERVENTION ? PostgresqlSql.PURGE_MANUAL : null;
  }

  private List<Integer> queues(ItemFilter filter) {
    if (filter.queue() == null) {
      return List.copyOf(tx.settingsById().keySet());
    }
    Integer id = tx.queueId(filter.queue());
    return id == null ? List.of() : List.of(id);
  }

  /** Runs a statement that removes items, and forgets their crashes. */
  int remove(String sql, Object... parameters) throws SQLException {
    List<Long> ids = new ArrayList<>();
    tx.statements.query(sql, row -> ids.add(row.getLong(1)), parameters);
    if (!ids.isEmpty()) {
      tx.statements.update(PostgresqlSql.FORGET_CRASHES, Column.longs(ids));
      tx.ended();
    }
    return ids.size();
  }
}
