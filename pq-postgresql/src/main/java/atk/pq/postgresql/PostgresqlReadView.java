package atk.pq.postgresql;

import static atk.pq.postgresql.PostgresqlFailure.checked;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Page;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.postgresql.Statements.Column;
import atk.pq.postgresql.Statements.Null;
import atk.pq.spi.MoveMark;
import atk.pq.spi.ReadView;
import atk.pq.spi.StoredItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The reading verbs, on one connection inside a transaction. */
class PostgresqlReadView implements ReadView {
  static final long PAYLOAD_BYTES = 4 * 1024 * 1024;
  private static final int LOOKED_AT = 10_000;

  final Statements statements;
  final PostgresqlMemory memory;
  private @Nullable Instant now;

  PostgresqlReadView(Statements statements, PostgresqlMemory memory) {
    this.statements = statements;
    this.memory = memory;
  }

  @Override
  public Instant now() {
    if (now == null) {
      now = Instant.ofEpochMilli(checked(() -> statements.number(PostgresqlSql.NOW, 0)));
    }
    return now;
  }

  @Override
  public Page page(ItemFilter filter, long after, int limit) {
    return checked(
        () -> {
          Object[] matches = matches(filter);
          if (matches.length == 0) {
            return new Page(List.of(), after, true);
          }
          if (filter.key() != null) { // few, and found by their index
            return page(matches, after, Long.MAX_VALUE, true, limit);
          }
          int most = filter.equals(ItemFilter.all()) ? limit + 1 : LOOKED_AT;
          long[] end = {after, 0};
          statements.query(
              PostgresqlReadSql.PAGE_END,
              row -> {
                end[0] = Math.max(after, row.getLong(1));
                end[1] = row.getLong(2);
              },
              after,
              most);
          return page(matches, after, end[0], end[1] < most, limit);
        });
  }

  private Page page(Object[] matches, long after, long end, boolean isEnd, int limit)
      throws SQLException {
    List<Item> items = new ArrayList<>();
    long[] bytes = {0};
    statements.query(
        PostgresqlReadSql.PAGE,
        row -> {
          items.add(Rows.item(row, this::queueName));
          byte[] text = row.getBytes(5);
          bytes[0] += text == null ? 0 : text.length;
        },
        all(List.of(after, end), matches, List.of(limit + 1, PAYLOAD_BYTES)));
    if (items.size() > limit) {
      items.remove(limit);
    } else if (bytes[0] < PAYLOAD_BYTES) {
      return new Page(items, end, isEnd);
    }
    return new Page(items, items.get(items.size() - 1).id(), false);
  }

  @Override
  public Optional<Item> find(long id) {
    return checked(
        () ->
            Optional.ofNullable(
                statements.first(
                    PostgresqlReadSql.FIND, row -> Rows.item(row, this::queueName), id)));
  }

  @Override
  public Optional<byte[]> content(long id) {
    return checked(
        () ->
            Optional.ofNullable(
                statements.first(PostgresqlReadSql.CONTENT, row -> row.getBytes(1), id)));
  }

  @Override
  public long count(ItemFilter filter) {
    return checked(
        () -> {
          Object[] matches = matches(filter);
          return matches.length == 0 ? 0L : statements.number(PostgresqlReadSql.COUNT, 0, matches);
        });
  }

  @Override
  public List<Counts> counts() {
    return checked(
        () -> {
          Map<String, Counts> byQueue = new LinkedHashMap<>();
          statements.query(PostgresqlReadSql.COUNTS, row -> addCounts(row, byQueue));
          return List.copyOf(byQueue.values());
        });
  }

  private static void addCounts(ResultSet row, Map<String, Counts> byQueue) throws SQLException {
    String queue = row.getString(1);
    Counts before = byQueue.get(queue);
    Map<Status, Long> byStatus = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      byStatus.put(status, before == null ? 0 : before.of(status));
    }
    int code = row.getInt(3);
    boolean isEmpty = row.wasNull();
    if (!isEmpty) {
      byStatus.merge(Rows.status(code), row.getLong(4), Long::sum);
    }
    boolean isReady = !isEmpty && code == PostgresqlSql.READY;
    Instant oldest = isReady ? Instant.ofEpochMilli(row.getLong(5)) : null;
    long delayed = code == PostgresqlSql.DELAYED ? row.getLong(6) : 0;
    byQueue.put(
        queue,
        new Counts(
            queue,
            row.getBoolean(2),
            byStatus,
            delayed + (before == null ? 0 : before.delayed()),
            oldest == null && before != null ? before.oldestWaiting() : oldest));
  }

  @Override
  public List<Crash> crashes(long id) {
    return checked(
        () -> {
          List<Crash> crashes = new ArrayList<>();
          statements.query(PostgresqlReadSql.CRASHES, row -> crashes.add(Rows.crash(row)), id);
          return crashes;
        });
  }

  @Override
  public List<QueueSettings> queues() {
    return List.copyOf(settingsById().values());
  }

  /** The settings of every queue as they are now, in the order of names. */
  final Map<Integer, QueueSettings> settingsById() {
    return checked(
        () -> {
          Map<Integer, QueueSettings> byId = new LinkedHashMap<>();
          statements.query(
              PostgresqlSql.QUEUES, row -> byId.put(row.getInt(8), Rows.settings(row)));
          learn(byId);
          return byId;
        });
  }

  /** Keeps names and ids for the next view; what this reads has been committed. */
  void learn(Map<Integer, QueueSettings> committed) {
    committed.forEach((id, settings) -> memory.add(settings.queue(), id));
  }

  @Override
  public Optional<Instant> nextDue() {
    return checked(
        () -> {
          long due = statements.number(PostgresqlReadSql.NEXT_DUE, Long.MIN_VALUE);
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
    return checked(() -> statements.number(PostgresqlMoveSql.LAST_NUMBER, 0));
  }

  @Override
  public Optional<MoveMark> moveMark() {
    return checked(() -> MoveVerbs.mark(statements));
  }

  // ---- queues and filters

  final String queueName(int id) {
    String name = memory.name(id);
    return name != null
        ? name
        : Objects.requireNonNull(settingsById().get(id), "the queue of an item is gone").queue();
  }

  final @Nullable Integer queueId(String name) {
    Integer known = memory.id(name);
    if (known != null) {
      return known;
    }
    long id = checked(() -> statements.number(PostgresqlSql.FIND_QUEUE, -1, name));
    return id < 0 ? null : (int) id;
  }

  /** The parameters of a filter; none at all where it names a queue that is not there. */
  final Object[] matches(ItemFilter filter) {
    Integer queue = filter.queue() == null ? null : queueId(filter.queue());
    if (filter.queue() != null && queue == null) {
      return new Object[0];
    }
    Object queueId = queue == null ? new Null(Types.INTEGER) : queue;
    Object codes =
        filter.status() == null
            ? new Null(Types.ARRAY)
            : new Column("smallint", Rows.codes(filter.status()));
    Object age =
        filter.olderThan() == null ? new Null(Types.BIGINT) : filter.olderThan().toMillis();
    Object key = bytesOrNull(filter.key());
    Object text = bytesOrNull(filter.containing());
    return new Object[] {queueId, queueId, codes, codes, age, age, key, key, text, text};
  }

  private static Object bytesOrNull(@Nullable String text) {
    byte[] utf8 = Statements.utf8(text);
    return utf8 == null ? new Null(Types.BINARY) : utf8;
  }

  static Object[] all(List<?> before, Object[] matches, List<?> after) {
    List<Object> all = new ArrayList<>(before);
    all.addAll(List.of(matches));
    all.addAll(after);
    return all.toArray();
  }
}
