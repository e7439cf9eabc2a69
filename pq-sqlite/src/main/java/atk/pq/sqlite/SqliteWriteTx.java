package atk.pq.sqlite;

import atk.pq.CrashCause;
import atk.pq.ItemFilter;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Extension;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.MoveMark;
import atk.pq.spi.Outcome;
import atk.pq.spi.Settlement;
import atk.pq.spi.StatusChange;
import atk.pq.spi.StoredItem;
import atk.pq.spi.WriteTx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The write verbs, each in the class that holds its steps; this one holds what they share. */
final class SqliteWriteTx extends SqliteReadView implements WriteTx {
  private final SqliteMemory memory;
  private final SqliteSpace space;
  private final List<Long> putAside = new ArrayList<>();
  private long lastId = -1;
  private boolean positionsTaken;
  private boolean readied;
  private boolean ended;

  SqliteWriteTx(Statements statements, SqliteMemory memory, SqliteSpace space, long now) {
    super(statements, now);
    this.memory = memory;
    this.space = space;
  }

  SqliteMemory memory() {
    return memory;
  }

  SqliteSpace space() {
    return space;
  }

  // ---- verbs

  @Override
  public List<Inserted> insert(List<Insert> items) {
    return checked(() -> new InsertVerb(this).insert(items));
  }

  @Override
  public List<List<Claimed>> claim(List<ClaimRequest> requests) {
    return checked(() -> new ClaimVerb(this).claim(requests));
  }

  @Override
  public List<Long> putAside() {
    return putAside;
  }

  @Override
  public List<Outcome> settle(List<Settlement> settlements) {
    return checked(() -> new SettleVerb(this).settle(settlements));
  }

  @Override
  public List<Outcome> extend(List<Extension> extensions) {
    return checked(() -> new SettleVerb(this).extend(extensions));
  }

  @Override
  public List<Outcome> override(List<StatusChange> changes) {
    return checked(() -> new OverrideVerb(this).override(changes));
  }

  @Override
  public SweepReport sweep(int limit) {
    return checked(() -> new SweepVerb(this).sweep(limit));
  }

  @Override
  public int purge(ItemFilter filter, int limit) {
    return checked(() -> new PurgeVerb(this).purge(filter, limit));
  }

  @Override
  public void configure(QueueSettings settings) {
    checked(
        () -> {
          Duration retention = settings.retention();
          readied();
          return statements.update(
              SqliteSql.PUT_QUEUE,
              settings.queue(),
              settings.lease().toMillis(),
              settings.maxSubmissions(),
              settings.retryDelay().toMillis(),
              settings.retryDelayMax().toMillis(),
              retention == null ? null : retention.toMillis(),
              settings.paused() ? 1 : 0);
        });
  }

  @Override
  public void restore(List<StoredItem> items, long lastNumber) {
    checked(
        () -> {
          MoveVerbs.restore(this, items, lastNumber);
          return true;
        });
  }

  @Override
  public void markMove(@Nullable MoveMark mark) {
    checked(
        () -> {
          MoveVerbs.mark(statements, mark);
          return true;
        });
  }

  // ---- what the verbs share

  /** Takes ids for items, which rise in the order of commits and are their positions too. */
  long takeIds(int count) throws SQLException {
    if (lastId < 0) {
      lastId = statements.number(SqliteSql.LAST_ID, 0);
    }
    long first = lastId + 1;
    lastId += count;
    return first;
  }

  /** Takes positions at the tail, from the same numbers as ids; the first of them. */
  long takePositions(int count) throws SQLException {
    positionsTaken = true;
    return takeIds(count);
  }

  /** Before the commit: keeps the numbers that went to positions from being ids later. */
  void finish() throws SQLException {
    if (positionsTaken) {
      statements.update(SqliteSql.SET_LAST_ID, lastId);
    }
  }

  QueueSettings settingsOf(long queueId) throws SQLException {
    QueueSettings settings = statements.first(SqliteSql.QUEUE_BY_ID, Rows::settings, queueId);
    return Objects.requireNonNull(settings, "the queue of an item is gone");
  }

  /** Notes that items became ready, or will at a new time. */
  void readied() {
    readied = true;
  }

  /** Notes that items ended. */
  void ended() {
    ended = true;
  }

  /** Notes that an item was not handed out, because it is damaged. */
  void putAside(long id) {
    putAside.add(id);
  }

  boolean hasReadied() {
    return readied;
  }

  boolean hasEnded() {
    return ended;
  }

  /** An item as the verbs need it. */
  record State(
      long id,
      int code,
      long token,
      int submissionCount,
      long queueId,
      long updatedAt,
      @Nullable String consumer) {

    Status status() {
      return Rows.status(code);
    }

    boolean isHeldBy(long claimToken) {
      return code == SqliteSql.RUNNING && token == claimToken;
    }
  }

  @Nullable State stateOf(long id) throws SQLException {
    return statements.first(
        SqliteSql.STATE,
        row ->
            new State(
                id,
                row.getInt(1),
                row.getLong(2),
                row.getInt(3),
                row.getLong(4),
                row.getLong(5),
                row.getString(6)),
        id);
  }

  /**
   * Records the crash of a running item; it rests, or goes on to Manual_intervention.
   *
   * @param retryIn the rest; null for the queue's retry delay
   * @return the state it has then
   */
  Status crash(
      State item,
      CrashCause cause,
      @Nullable String reason,
      boolean isHopeless,
      @Nullable Duration retryIn)
      throws SQLException {
    QueueSettings settings = settingsOf(item.queueId());
    int submission = item.submissionCount();
    statements.update(
        SqliteSql.PUT_CRASH,
        item.id(),
        submission,
        item.consumer() == null ? "unknown" : item.consumer(),
        item.updatedAt(),
        nowMillis(),
        cause.name(),
        reason);
    Duration rest = retryIn == null ? settings.delayAfter(submission, memory.random()) : retryIn;
    statements.update(SqliteSql.CRASH, nowMillis(), nowMillis() + rest.toMillis(), item.id());
    readied();
    if (isHopeless || submission >= settings.maxSubmissions()) {
      return park(item.id());
    }
    return Status.CRASHED;
  }

  /** Forgets who has not been seen since and holds nothing. */
  int forgetConsumers(long before) {
    return checked(() -> statements.update(SqliteSql.FORGET_CONSUMERS, before));
  }

  Status park(long id) throws SQLException {
    statements.update(SqliteSql.PARK, nowMillis(), id);
    ended();
    return Status.MANUAL_INTERVENTION;
  }
}
