package atk.pq.sqlite;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Page;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.spi.MoveMark;
import atk.pq.spi.ReadView;
import atk.pq.spi.StoredItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What can be read, on a connection that has a transaction open.
 *
 * <p>Pages go by id. Where a filter names a status that few items have, its index gives the
 * candidates; otherwise a bounded range of ids is looked at, so that no view is held for long.
 */
class SqliteReadView implements ReadView {
  private static final int MAX_PAGE_CHARS = 4 * 1024 * 1024;
  private static final long IDS_PER_PAGE = 100_000;
  private static final int FEW = 10_000;

  final Statements statements;
  private final long now;

  SqliteReadView(Statements statements, long now) {
    this.statements = statements;
    this.now = now;
  }

  @Override
  public Instant now() {
    return Instant.ofEpochMilli(now);
  }

  long nowMillis() {
    return now;
  }

  // ---- items

  @Override
  public Page page(ItemFilter filter, long after, int limit) {
    return checked(
        () -> {
          @Nullable Object[] match = matching(filter);
          if (match == null) {
            return new Page(List.of(), after, true);
          }
          List<Long> candidates = candidates(filter);
          if (candidates != null) {
            return pageOf(candidates, match, after, limit);
          }
          return pageOfRange(match, after, limit);
        });
  }

  private Page pageOf(List<Long> candidates, @Nullable Object[] match, long after, int limit)
      throws SQLException {
    String json = candidates.toString();
    PageReader page = read(SqliteReadSql.PAGE_OF_CANDIDATES, match, after, json, limit);
    return new Page(page.items, page.isEmpty() ? after : page.lastId(), !page.isFull);
  }

  private Page pageOfRange(@Nullable Object[] match, long after, int limit) throws SQLException {
    long first = statements.number(SqliteReadSql.FIRST_ID_AFTER, -1, after);
    if (first < 0) {
      return new Page(List.of(), after, true);
    }
    long end = first + IDS_PER_PAGE;
    PageReader page = read(SqliteReadSql.PAGE_OF_RANGE, match, first - 1, end, limit);
    if (page.isFull) {
      return new Page(page.items, page.lastId(), false);
    }
    boolean isLast = statements.number(SqliteReadSql.FIRST_ID_AFTER, -1, end) < 0;
    return new Page(page.items, end, isLast);
  }

  private PageReader read(String sql, @Nullable Object[] match, long after, Object range, int limit)
      throws SQLException {
    PageReader page = new PageReader(limit);
    @Nullable Object[] parameters = java.util.Arrays.copyOf(match, 9);
    parameters[6] = after;
    parameters[7] = range;
    parameters[8] = limit;
    try (ResultSet rows = statements.bind(sql, parameters).executeQuery()) {
      while (!page.isFull && rows.next()) {
        page.add(item(rows));
      }
    }
    return page;
  }

  /** Collects items until the page has enough of them, or of their text. */
  private static final class PageReader {
    final List<Item> items = new ArrayList<>();
    private final int limit;
    private int chars;
    boolean isFull;

    PageReader(int limit) {
      this.limit = limit;
    }

    void add(Item item) {
      items.add(item);
      chars += item.text().length();
      isFull = items.size() >= limit || chars >= MAX_PAGE_CHARS;
    }

    boolean isEmpty() {
      return items.isEmpty();
    }

    long lastId() {
      return items.get(items.size() - 1).id();
    }
  }

  /** Parameters 1 to 6 of {@code SqliteReadSql.MATCHES}; null where the queue does not exist. */
  private @Nullable Object @Nullable [] matching(ItemFilter filter) throws SQLException {
    Long queue = null;
    if (filter.queue() != null) {
      queue = queueId(filter.queue());
      if (queue == null) {
        return null;
      }
    }
    Integer code = filter.status() == null ? null : Rows.code(filter.status());
    Integer other =
        filter.status() == Status.UNPROCESSED ? Integer.valueOf(SqliteSql.DELAYED) : code;
    Long latest = filter.olderThan() == null ? null : now - filter.olderThan().toMillis();
    return new @Nullable Object[] {queue, code, other, latest, filter.key(), filter.containing()};
  }

  final @Nullable Long queueId(String name) throws SQLException {
    return statements.first(SqliteSql.FIND_QUEUE, row -> row.getLong(1), name);
  }

  /** The ids that an index names as the only ones that can match; null where they are too many. */
  private @Nullable List<Long> candidates(ItemFilter filter) throws SQLException {
    List<Long> ids = new ArrayList<>();
    if (filter.key() != null) {
      collect(ids, SqliteReadSql.CANDIDATES_BY_KEY, filter.key(), FEW + 1);
    } else if (filter.status() == null) {
      return null;
    } else if (filter.status() == Status.UNPROCESSED) {
      collect(ids, SqliteReadSql.SOME_READY, FEW + 1);
      collect(ids, SqliteReadSql.SOME_DELAYED, FEW + 1);
    } else {
      collect(ids, some(filter.status()), FEW + 1);
    }
    return ids.size() > FEW ? null : ids;
  }

  private void collect(List<Long> ids, String sql, Object... parameters) throws SQLException {
    statements.query(sql, row -> ids.add(row.getLong(1)), parameters);
  }

  private static String some(Status status) {
    return switch (status) {
      case UNPROCESSED -> SqliteReadSql.SOME_READY;
      case UNDER_PROCESS -> SqliteReadSql.SOME_RUNNING;
      case CRASHED -> SqliteReadSql.SOME_CRASHED;
      case PROCESSED -> SqliteReadSql.SOME_PROCESSED;
      case MANUAL_INTERVENTION -> SqliteReadSql.SOME_MANUAL;
    };
  }

  @Override
  public Optional<Item> find(long id) {
    return checked(
        () -> Optional.ofNullable(statements.first(SqliteReadSql.ITEM, SqliteReadView::item, id)));
  }

  private static Item item(ResultSet row) throws SQLException {
    Rows.StoredItem stored = Rows.StoredItem.read(row);
    int next = Rows.StoredItem.COLUMNS + 1;
    String text = row.getString(next);
    String queue = row.getString(next + 1);
    return stored.item(queue, text, row.getString(next + 2), row.getString(next + 3));
  }

  @Override
  public Optional<byte[]> content(long id) {
    return checked(
        () ->
            Optional.ofNullable(
                statements.first(SqliteReadSql.CONTENT, row -> row.getBytes(1), id)));
  }

  // ---- numbers and histories

  @Override
  public long count(ItemFilter filter) {
    return checked(
        () -> {
          @Nullable Object[] match = matching(filter);
          return match == null ? 0L : statements.number(count(filter.status()), 0, match);
        });
  }

  private static String count(@Nullable Status status) {
    if (status == null || status == Status.UNPROCESSED) {
      return SqliteReadSql.COUNT;
    }
    return switch (status) {
      case UNPROCESSED -> SqliteReadSql.COUNT;
      case UNDER_PROCESS -> SqliteReadSql.COUNT_RUNNING;
      case CRASHED -> SqliteReadSql.COUNT_CRASHED;
      case PROCESSED -> SqliteReadSql.COUNT_PROCESSED;
      case MANUAL_INTERVENTION -> SqliteReadSql.COUNT_MANUAL;
    };
  }

  @Override
  public List<Counts> counts() {
    return checked(
        () -> {
          Map<Long, Map<Integer, Long>> byQueue = new TreeMap<>();
          statements.query(
              SqliteReadSql.COUNTS,
              row ->
                  byQueue
                      .computeIfAbsent(row.getLong(1), id -> new TreeMap<>())
                      .merge(row.getInt(2), row.getLong(3), Long::sum),
              now);
          List<Counts> counts = new ArrayList<>();
          Map<Long, QueueSettings> queues = queuesById();
          for (Map.Entry<Long, QueueSettings> queue : queues.entrySet()) {
            Map<Integer, Long> codes = byQueue.getOrDefault(queue.getKey(), Map.of());
            counts.add(counts(queue.getValue(), codes, oldest(queue.getKey())));
          }
          return counts;
        });
  }

  private static Counts counts(
      QueueSettings queue, Map<Integer, Long> codes, @Nullable Instant oldest) {
    Map<Status, Long> byStatus = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      byStatus.put(status, codes.getOrDefault(Rows.code(status), 0L));
    }
    long delayed = codes.getOrDefault(SqliteSql.DELAYED, 0L);
    byStatus.merge(Status.UNPROCESSED, delayed, Long::sum);
    return new Counts(
        queue.queue(),
        queue.paused(),
        java.util.Collections.unmodifiableMap(byStatus),
        delayed,
        oldest);
  }

  private @Nullable Instant oldest(long queueId) throws SQLException {
    long millis = statements.number(SqliteReadSql.OLDEST_READY, -1, queueId);
    return millis < 0 ? null : Instant.ofEpochMilli(millis);
  }

  private Map<Long, QueueSettings> queuesById() throws SQLException {
    Map<Long, QueueSettings> queues = new java.util.LinkedHashMap<>();
    statements.query(SqliteSql.QUEUES, row -> queues.put(row.getLong(8), Rows.settings(row)));
    return queues;
  }

  @Override
  public List<QueueSettings> queues() {
    return checked(() -> List.copyOf(queuesById().values()));
  }

  @Override
  public List<Crash> crashes(long id) {
    return checked(
        () -> {
          List<Crash> crashes = new ArrayList<>();
          statements.query(SqliteReadSql.CRASHES, row -> crashes.add(crash(row)), id);
          return crashes;
        });
  }

  private static Crash crash(ResultSet row) throws SQLException {
    return new Crash(
        row.getLong(1),
        row.getInt(2),
        row.getString(3),
        Instant.ofEpochMilli(row.getLong(4)),
        Instant.ofEpochMilli(row.getLong(5)),
        CrashCause.valueOf(row.getString(6)),
        row.getString(7));
  }

  @Override
  public Optional<Instant> nextDue() {
    return checked(
        () -> {
          long due = statements.number(SqliteReadSql.NEXT_DUE, Long.MIN_VALUE);
          return due == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
        });
  }

  // ---- for a move

  @Override
  public List<StoredItem> stored(long after, int limit) {
    return checked(() -> MoveVerbs.stored(this, after, limit));
  }

  @Override
  public long lastNumber() {
    return checked(() -> statements.number(SqliteSql.LAST_ID, 0));
  }

  @Override
  public Optional<MoveMark> moveMark() {
    return checked(() -> MoveVerbs.mark(statements));
  }

  // ---- errors

  /** A step that SQLite may refuse. */
  interface Step<T> {
    T run() throws SQLException;
  }

  /** Carries SQLite's errors out of a verb; the engine says what they mean. */
  static <T> T checked(Step<T> step) {
    try {
      return step.run();
    } catch (SQLException e) {
      throw new SqliteFailure(e);
    }
  }

  /** A SQLException on its way through code that knows none. */
  static final class SqliteFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient SQLException sql;

    SqliteFailure(SQLException sql) {
      super(sql);
      this.sql = sql;
    }

    SQLException sql() {
      return sql;
    }
  }
}
