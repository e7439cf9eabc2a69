package atk.pq.postgresql;

import static atk.pq.postgresql.PostgresqlFailure.checked;

import atk.pq.CrashCause;
import atk.pq.ItemFilter;
import atk.pq.PqConfig;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.postgresql.Rows.Crashing;
import atk.pq.postgresql.Statements.Column;
import atk.pq.postgresql.Statements.Null;
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
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The write verbs, each in the class that holds its steps; this one holds what they share. */
final class PostgresqlWriteTx extends PostgresqlReadView implements WriteTx {
  private final PqConfig config;
  private final Floors floors;
  private final List<Runnable> onceCommitted = new ArrayList<>();
  private final List<Long> putAside = new ArrayList<>();
  private @Nullable Map<Integer, QueueSettings> settings;
  private boolean readied;
  private boolean ended;
  private boolean isUnmarked;

  PostgresqlWriteTx(
      Statements statements, PqConfig config, PostgresqlMemory memory, Floors floors) {
    super(statements, memory);
    this.config = config;
    this.floors = floors;
  }

  PqConfig config() {
    return config;
  }

  Floors floors() {
    return floors;
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
  public void configure(QueueSettings queue) {
    settings = null;
    readied();
    checked(() -> put(PostgresqlSql.PUT_QUEUE, queue));
  }

  @Override
  public void keepContents(Instant since) {
    int minute = (int) (since.getEpochSecond() / 60);
    checked(
        () -> {
          statements.query(PostgresqlSql.KEEP_CONTENTS, row -> {}, minute);
          return true;
        });
  }

  @Override
  public Optional<Instant> contentsKept() {
    long minute = checked(() -> statements.number(PostgresqlSql.CONTENTS_KEPT, -1));
    return minute < 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(minute * 60));
  }

  @Override
  public void restore(List<StoredItem> items, long lastNumber) {
    checked(
        () -> {
          MoveVerbs.restore(this, items, lastNumber);
          return true;
        });
  }

  /** Who got nothing asks for the mark next, and a claim has seen whether there may be one. */
  @Override
  public Optional<MoveMark> moveMark() {
    return isUnmarked ? Optional.empty() : super.moveMark();
  }

  @Override
  public void markMove(@Nullable MoveMark mark) {
    isUnmarked = false;
    checked(
        () -> {
          MoveVerbs.mark(statements, mark);
          return true;
        });
  }

  // ---- what the verbs share

  int put(String sql, QueueSettings queue) throws SQLException {
    Duration retention = queue.retention();
    return statements.update(
        sql,
        queue.queue(),
        queue.lease().toMillis(),
        queue.maxSubmissions(),
        queue.retryDelay().toMillis(),
        queue.retryDelayMax().toMillis(),
        retention == null ? new Null(Types.BIGINT) : (Object) retention.toMillis(),
        queue.paused());
  }

  /** What this reads may be its own and not committed yet. */
  @Override
  void learn(Map<Integer, QueueSettings> read) {
    onceCommitted(() -> super.learn(read));
  }

  QueueSettings settingsOf(int queueId) {
    if (settings == null) {
      settings = settingsById();
    }
    return Objects.requireNonNull(settings.get(queueId), "the queue of an item is gone");
  }

  /** Notes whether the database has a table for the mark of a move. */
  void looked(boolean hasMarks) {
    isUnmarked = !hasMarks;
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

  /** Has something done when, and only if, this transaction has been committed. */
  void onceCommitted(Runnable action) {
    onceCommitted.add(action);
  }

  void committed() {
    onceCommitted.forEach(Runnable::run);
  }

  /**
   * A running item that is to crash.
   *
   * @param retryIn the rest; null for the queue's retry delay
   */
  record CrashOf(
      Crashing item,
      CrashCause cause,
      @Nullable String reason,
      boolean isHopeless,
      @Nullable Duration retryIn) {}

  /**
   * Records crashes of running items, which this transaction has locked; each rests, or goes on to
   * Manual_intervention.
   *
   * @return the states they have then, in the order given
   */
  List<Status> crash(List<CrashOf> crashes) throws SQLException {
    List<Status> states = new ArrayList<>(crashes.size());
    if (crashes.isEmpty()) {
      return states;
    }
    List<Long> spent = new ArrayList<>();
    for (CrashOf one : crashes) {
      int most = settingsOf(one.item().queueId()).maxSubmissions();
      boolean isSpent = one.isHopeless() || one.item().submission() >= most;
      states.add(isSpent ? Status.MANUAL_INTERVENTION : Status.CRASHED);
      if (isSpent) {
        spent.add(one.item().id());
      }
    }
    statements.update(
        PostgresqlSql.PUT_CRASHES,
        Column.of("bigint", crashes, one -> one.item().id()),
        Column.of("integer", crashes, one -> one.item().submission()),
        Column.of("bigint", crashes, one -> one.item().claimedAt()),
        Column.of("text", crashes, one -> one.cause().name()),
        Column.of("bytea", crashes, one -> consumer(one.item())),
        Column.of("bytea", crashes, one -> Statements.utf8(one.reason())));
    statements.update(
        PostgresqlSql.CRASH,
        Column.of("bigint", crashes, one -> one.item().id()),
        Column.of("bigint", crashes, this::rest));
    readied();
    park(spent);
    return states;
  }

  private static byte[] consumer(Crashing item) {
    return item.consumer() == null
        ? Objects.requireNonNull(Statements.utf8("unknown"))
        : item.consumer();
  }

  private long rest(CrashOf one) {
    Duration retryIn = one.retryIn();
    return retryIn != null
        ? retryIn.toMillis()
        : settingsOf(one.item().queueId())
            .delayAfter(one.item().submission(), ThreadLocalRandom.current())
            .toMillis();
  }

  /** Moves crashed items on to Manual_intervention. */
  void park(List<Long> ids) throws SQLException {
    if (!ids.isEmpty()) {
      statements.update(PostgresqlSql.PARK, Column.longs(ids));
      ended();
    }
  }
}
