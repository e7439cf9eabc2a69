package atk.pq.sqlite;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Page;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes items: the ended ones by their index, what a filter describes otherwise by pages. */
final class PurgeVerb {
  private final SqliteWriteTx tx;

  PurgeVerb(SqliteWriteTx tx) {
    this.tx = tx;
  }

  int purge(ItemFilter filter, int limit) throws SQLException {
    String byIndex = byIndex(filter);
    int removed = byIndex == null ? byPages(filter, limit) : byIndex(byIndex, filter, limit);
    tx.ended();
    return removed;
  }

  private static @Nullable String byIndex(ItemFilter filter) {
    if (filter.key() != null || filter.containing() != null || filter.status() == null) {
      return null;
    }
    return switch (filter.status()) {
      case PROCESSED -> SqliteSql.PURGE_PROCESSED;
      case MANUAL_INTERVENTION -> SqliteSql.PURGE_MANUAL;
      case UNPROCESSED, UNDER_PROCESS, CRASHED -> null;
    };
  }

  private int byIndex(String sql, ItemFilter filter, int limit) throws SQLException {
    long latest =
        filter.olderThan() == null
            ? Long.MAX_VALUE
            : tx.nowMillis() - filter.olderThan().toMillis();
    int removed = 0;
    for (long queue : queues(filter)) {
      removed += tx.statements.update(sql, queue, latest, limit - removed);
    }
    return removed;
  }

  private List<Long> queues(ItemFilter filter) throws SQLException {
    List<Long> ids = new ArrayList<>();
    if (filter.queue() == null) {
      tx.statements.query(SqliteSql.QUEUES, row -> ids.add(row.getLong(8)));
    } else {
      Long id = tx.queueId(filter.queue());
      if (id != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  private int byPages(ItemFilter filter, int limit) throws SQLException {
    List<Long> ids = new ArrayList<>();
    Page page;
    long after = 0;
    do {
      page = tx.page(filter, after, limit - ids.size());
      page.items().stream().map(Item::id).forEach(ids::add);
      after = page.next();
    } while (ids.size() < limit && !page.isLast());
    return ids.isEmpty() ? 0 : tx.statements.update(SqliteSql.DELETE, ids.toString());
  }
}
