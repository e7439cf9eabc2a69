package atk.pq.testkit;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.ItemFilter;
import atk.pq.PqConfig;
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
import atk.pq.spi.Payload;
import atk.pq.spi.Settlement;
import atk.pq.spi.StatusChange;
import atk.pq.spi.StoredItem;
import atk.pq.spi.WriteTx;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The verbs on one {@link MemoryState}. Three methods hold the rules, so that a deliberately broken
 * engine can break exactly one: {@link #mayMove}, {@link #isHeldBy}, {@link #order}.
 */
class MemoryTx extends MemoryView implements WriteTx {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final PqConfig config;
  private final List<Long> putAside = new ArrayList<>();

  MemoryTx(MemoryState state, Instant now, PqConfig config) {
    super(state, now);
    this.config = config;
  }

  // ---- the rules

  /** Whether the diagram has this edge. */
  boolean mayMove(Status from, Status to) {
    return from.canBecome(to);
  }

  /** Whether this token fences the present claim of the item. */
  boolean isHeldBy(MemoryRow row, long token) {
    return row.status == Status.UNDER_PROCESS && row.token == token;
  }

  /** Which of the ready items of a queue goes first. */
  Comparator<MemoryRow> order() {
    return comparing((MemoryRow row) -> row.priority)
        .reversed()
        .thenComparing(comparingLong(row -> row.position));
  }

  // ---- the verbs

  @Override
  public List<Inserted> insert(List<Insert> items) {
    return items.stream().map(this::insert).toList();
  }

  private Inserted insert(Insert item) {
    state.queues.computeIfAbsent(item.queue(), config::newQueueSettings);
    Optional<MemoryRow> keyed =
        state.rows.values().stream()
            .filter(row -> item.key() != null && item.key().equals(row.key))
            .filter(row -> row.queue.equals(item.queue()))
            .findFirst();
    if (keyed.isPresent()) {
      return new Inserted(keyed.get().id, false);
    }
    MemoryRow row = new MemoryRow(++state.lastId, item, now);
    row.position = ++state.lastPosition;
    state.rows.put(row.id, row);
    return new Inserted(row.id, true);
  }

  @Override
  public List<List<Claimed>> claim(List<ClaimRequest> requests) {
    promote(Integer.MAX_VALUE);
    return requests.stream().map(this::claim).toList();
  }

  @Override
  public List<Long> putAside() {
    return putAside;
  }

  private List<Claimed> claim(ClaimRequest request) {
    QueueSettings queue = state.queues.get(request.queue());
    List<Claimed> claimed = new ArrayList<>();
    if (queue == null || queue.paused()) {
      return claimed;
    }
    List<MemoryRow> ready =
        state.rows.values().stream()
            .filter(row -> row.isReady() && row.queue.equals(request.queue()))
            .sorted(order())
            .toList();
    long bytes = 0;
    for (MemoryRow row : ready) {
      if (claimed.size() == request.max() || bytes >= PAYLOAD_BYTES) {
        break;
      }
      Duration lease = request.lease() == null ? queue.lease() : request.lease();
      Optional<Claimed> one = handOut(row, lease, request.consumer());
      one.ifPresent(claimed::add);
      bytes += row.payload.size();
    }
    return claimed;
  }

  /** Gives an item to a consumer; nothing, and the item is parked, when its payload is damaged. */
  private Optional<Claimed> handOut(MemoryRow row, Duration lease, String consumer) {
    move(row, Status.UNDER_PROCESS);
    row.isDelayed = false; // an operator may claim it early
    row.submissions++;
    row.token = RANDOM.nextLong();
    row.claimedAt = now;
    row.leaseUntil = now.plus(lease);
    row.consumer = consumer;
    if (!isSound(row.payload)) {
      crash(row, CrashCause.DAMAGED, Payload.DAMAGED, null);
      putAside.add(row.id);
      return Optional.empty();
    }
    Payload payload = row.payload;
    return Optional.of(new Claimed(row.item(), row.token, payload.kind(), payload.bytes()));
  }

  private static boolean isSound(Payload payload) {
    return switch (payload.kind()) {
      case TEXT -> Payload.crc(payload.text().getBytes(StandardCharsets.UTF_8)) == payload.crc();
      case INLINE_FILE -> payload.bytes() != null && Payload.crc(payload.bytes()) == payload.crc();
      case STORED_FILE, REFERENCED_FILE -> true;
    };
  }

  @Override
  public List<Outcome> settle(List<Settlement> settlements) {
    return settlements.stream().map(this::settle).toList();
  }

  private Outcome settle(Settlement settlement) {
    MemoryRow row = state.rows.get(settlement.id());
    if (row == null) {
      return Outcome.unknownItem();
    }
    if (!isHeldBy(row, settlement.token())) {
      return Outcome.stale(row.status, row.consumer);
    }
    switch (settlement.verdict()) {
      case PROCESSED -> finish(row, settlement.note());
      case CRASHED -> crash(row, CrashCause.FAILED, settlement.note(), settlement.retryIn());
      case HOPELESS -> {
        crash(row, CrashCause.FAILED, settlement.note(), null);
        park(row);
      }
      case DAMAGED -> crash(row, CrashCause.DAMAGED, settlement.note(), null);
      case RELEASED -> {
        row.submissions--;
        move(row, Status.UNPROCESSED);
      }
    }
    return Outcome.applied(row.status);
  }

  @Override
  public List<Outcome> extend(List<Extension> extensions) {
    return extensions.stream().map(this::extend).toList();
  }

  private Outcome extend(Extension extension) {
    MemoryRow row = state.rows.get(extension.id());
    if (row == null) {
      return Outcome.unknownItem();
    }
    if (!isHeldBy(row, extension.token())) {
      return Outcome.stale(row.status, row.consumer);
    }
    row.leaseUntil = now.plus(extension.lease());
    return Outcome.applied(row.status);
  }

  @Override
  public List<Outcome> override(List<StatusChange> changes) {
    return changes.stream().map(this::override).toList();
  }

  private Outcome override(StatusChange change) {
    MemoryRow row = state.rows.get(change.id());
    if (row == null) {
      return Outcome.unknownItem();
    }
    boolean isRelease = row.status == Status.UNDER_PROCESS && change.to() == Status.UNPROCESSED;
    boolean isSpent =
        row.status == Status.CRASHED
            && change.to() == Status.UNPROCESSED
            && row.submissions >= queueOf(row).maxSubmissions();
    if (!mayMove(row.status, change.to()) || isRelease || isSpent) {
      return Outcome.illegal(row.status);
    }
    switch (change.to()) {
      case UNDER_PROCESS -> {
        return handOut(row, queueOf(row).lease(), change.consumer())
            .map(Outcome::claimed)
            .orElseGet(() -> Outcome.illegal(row.status));
      }
      case PROCESSED -> finish(row, change.note());
      case CRASHED -> crash(row, CrashCause.FORCED, change.note(), null);
      case MANUAL_INTERVENTION -> park(row);
      case UNPROCESSED -> {
        row.submissions = row.status == Status.MANUAL_INTERVENTION ? 0 : row.submissions;
        joinTail(row);
      }
    }
    return Outcome.applied(row.status);
  }

  @Override
  public SweepReport sweep(int limit) {
    SweepReport orphans = takeOrphans(limit);
    SweepReport due = promote(limit).plus(parkSpent(limit));
    return orphans.plus(due).plus(new SweepReport(0, 0, 0, 0, removePastRetention(limit)));
  }

  @Override
  public int purge(ItemFilter filter, int limit) {
    return remove(matching(filter).limit(limit).toList());
  }

  @Override
  public void configure(QueueSettings settings) {
    state.queues.put(settings.queue(), settings);
  }

  @Override
  public void restore(List<StoredItem> items, long lastNumber) {
    for (StoredItem stored : items) {
      MemoryRow row = new MemoryRow(stored);
      state.rows.put(row.id, row);
      state.crashes.put(row.id, new ArrayList<>(stored.crashes()));
    }
    state.lastId = Math.max(state.lastId, lastNumber);
    state.lastPosition = Math.max(state.lastPosition, lastNumber);
  }

  @Override
  public void markMove(@Nullable MoveMark mark) {
    state.mark = mark;
  }

  // ---- the Manager's duties

  private SweepReport takeOrphans(int limit) {
    List<MemoryRow> orphans =
        state.rows.values().stream()
            .filter(row -> row.leaseUntil != null && !row.leaseUntil.isAfter(now))
            .sorted(comparing(row -> row.leaseUntil))
            .limit(limit)
            .toList();
    orphans.forEach(row -> crash(row, CrashCause.EXPIRED, null, null));
    int parked = (int) orphans.stream().filter(row -> row.status.isEnd()).count();
    return new SweepReport(orphans.size(), 0, parked, 0, 0);
  }

  /** Adds delayed and crashed items that are due to the tail, the one due first in front. */
  private SweepReport promote(int limit) {
    List<MemoryRow> due =
        state.rows.values().stream()
            .filter(row -> row.status == Status.UNPROCESSED && row.isDelayed || mayRetry(row))
            .filter(row -> !row.availableAt.isAfter(now))
            .sorted(comparing(row -> row.availableAt))
            .toList();
    int resubmitted = 0;
    int released = 0;
    for (MemoryRow row : due) {
      if (row.status == Status.CRASHED && resubmitted < limit) {
        joinTail(row);
        resubmitted++;
      } else if (row.status == Status.UNPROCESSED && released < limit) {
        row.position = ++state.lastPosition;
        row.isDelayed = false;
        released++;
      }
    }
    return new SweepReport(0, resubmitted, 0, released, 0);
  }

  private boolean mayRetry(MemoryRow row) {
    return row.status == Status.CRASHED && row.submissions < queueOf(row).maxSubmissions();
  }

  /** Items that rest in Crashed although their queue now allows fewer submissions. */
  private SweepReport parkSpent(int limit) {
    List<MemoryRow> spent =
        state.rows.values().stream()
            .filter(row -> row.status == Status.CRASHED && !mayRetry(row))
            .filter(row -> !row.availableAt.isAfter(now))
            .limit(limit)
            .toList();
    spent.forEach(this::park);
    return new SweepReport(0, 0, spent.size(), 0, 0);
  }

  private int removePastRetention(int limit) {
    return remove(
        state.rows.values().stream()
            .filter(row -> row.status == Status.PROCESSED)
            .filter(row -> isPast(row, queueOf(row).retention()))
            .limit(limit)
            .toList());
  }

  private boolean isPast(MemoryRow row, @Nullable Duration retention) {
    return retention != null && !row.updatedAt.plus(retention).isAfter(now);
  }

  // ---- the moves

  private void finish(MemoryRow row, @Nullable String result) {
    move(row, Status.PROCESSED);
    row.result = result;
  }

  /** Leaves a row in the history and rests the item, or parks it when nothing is left to try. */
  private void crash(
      MemoryRow row, CrashCause cause, @Nullable String reason, @Nullable Duration retryIn) {
    Instant claimedAt = row.claimedAt == null ? now : row.claimedAt;
    String consumer = row.consumer == null ? "" : row.consumer;
    state
        .crashes
        .computeIfAbsent(row.id, id -> new ArrayList<>())
        .add(new Crash(row.id, row.submissions, consumer, claimedAt, now, cause, reason));
    move(row, Status.CRASHED);
    QueueSettings queue = queueOf(row);
    Duration rest = retryIn == null ? queue.delayAfter(row.submissions, RANDOM) : retryIn;
    row.availableAt = now.plus(rest);
    if (cause == CrashCause.DAMAGED || row.submissions >= queue.maxSubmissions()) {
      park(row);
    }
  }

  private void park(MemoryRow row) {
    if (row.status != Status.MANUAL_INTERVENTION) {
      move(row, Status.MANUAL_INTERVENTION);
    }
  }

  private void joinTail(MemoryRow row) {
    move(row, Status.UNPROCESSED);
    row.isDelayed = false;
    row.availableAt = now;
    row.position = ++state.lastPosition;
  }

  private void move(MemoryRow row, Status to) {
    if (!mayMove(row.status, to)) {
      throw new IllegalStateException(row.status + " cannot become " + to);
    }
    row.status = to;
    row.updatedAt = now;
    row.leaseUntil = null;
    row.token = 0;
  }

  private int remove(List<MemoryRow> rows) {
    for (MemoryRow row : rows) {
      state.rows.remove(row.id);
      state.crashes.remove(row.id);
    }
    return rows.size();
  }

  private QueueSettings queueOf(MemoryRow row) {
    return state.queues.get(row.queue);
  }
}
