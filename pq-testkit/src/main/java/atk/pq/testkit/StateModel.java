package atk.pq.testkit;

import static java.util.Comparator.comparing;

import atk.pq.Status;
import atk.pq.SweepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state diagram in the plainest words: items in a map, places in a line. Written apart from
 * every engine and from {@link Status#canBecome}, so that one can be checked against the other.
 */
final class StateModel {
  static final List<String> QUEUES = List.of("left", "right");
  static final int MAX_SUBMISSIONS = 3;
  static final Duration LEASE = Duration.ofMinutes(10);
  static final Duration REST = Duration.ofMinutes(1);
  static final Duration LONGEST_REST = Duration.ofMinutes(3);

  /** How long the queue "right" keeps Processed items; "left" keeps them for ever. */
  static final Duration RETENTION = Duration.ofHours(2);

  /** An item. */
  static final class Entry {
    final long id;
    final String queue;
    final int priority;
    final @Nullable String key;
    Status status = Status.UNPROCESSED;

    /** Where it stands in line; 0 while it is delayed and so has no place. */
    long place;

    /** The place that its put would have given it without a delay. */
    long placeOfPut;

    int submissions;
    int crashes;
    long token;
    Instant leaseEnds = Instant.MAX;
    Instant due;
    Instant touched;
    @Nullable String result;

    Entry(long id, String queue, int priority, @Nullable String key, Instant due, Instant now) {
      this.id = id;
      this.queue = queue;
      this.priority = priority;
      this.key = key;
      this.due = due;
      this.touched = now;
    }

    boolean isReady() {
      return status == Status.UNPROCESSED && place > 0;
    }

    boolean isDelayed() {
      return status == Status.UNPROCESSED && place == 0;
    }
  }

  final TreeMap<Long, Entry> entries = new TreeMap<>();
  final Map<String, Boolean> paused = new TreeMap<>();
  long lastId;
  private long lastPlace;

  StateModel() {
    QUEUES.forEach(queue -> paused.put(queue, false));
  }

  // ---- looking

  List<Entry> all() {
    return List.copyOf(entries.values());
  }

  List<Entry> those(Predicate<Entry> condition) {
    return entries.values().stream().filter(condition).toList();
  }

  @Nullable Entry withKey(String queue, @Nullable String key) {
    return those(entry -> key != null && key.equals(entry.key) && entry.queue.equals(queue))
        .stream()
        .findFirst()
        .orElse(null);
  }

  @Nullable Instant nextDue() {
    return entries.values().stream()
        .filter(e -> e.isDelayed() || e.status == Status.CRASHED || isHeld(e))
        .map(e -> isHeld(e) ? e.leaseEnds : e.due)
        .min(Instant::compareTo)
        .orElse(null);
  }

  private static boolean isHeld(Entry entry) {
    return entry.status == Status.UNDER_PROCESS;
  }

  // ---- the moves

  void put(long id, String queue, int priority, @Nullable String key, Duration delay, Instant now) {
    Entry entry = new Entry(id, queue, priority, key, now.plus(delay), now);
    entry.placeOfPut = ++lastPlace;
    entry.place = delay.isZero() ? entry.placeOfPut : 0;
    entries.put(id, entry);
    lastId = id;
  }

  /** What a get takes, in order; each is Under_Process then. */
  List<Entry> get(String queue, int max, Instant now) {
    comeDue(now);
    List<Entry> taken = new ArrayList<>();
    if (!paused.get(queue)) {
      entries.values().stream()
          .filter(entry -> entry.isReady() && entry.queue.equals(queue))
          .sorted(comparing((Entry e) -> -e.priority).thenComparing(e -> e.place))
          .limit(max)
          .forEach(taken::add);
    }
    taken.forEach(entry -> handOut(entry, now));
    return taken;
  }

  void handOut(Entry entry, Instant now) {
    entry.status = Status.UNDER_PROCESS;
    entry.submissions++;
    entry.leaseEnds = now.plus(LEASE);
    entry.touched = now;
  }

  void finish(Entry entry, @Nullable String result, Instant now) {
    entry.status = Status.PROCESSED;
    entry.result = result;
    entry.touched = now;
  }

  /** A crash: rests until {@code due}, or is parked after the last submission. */
  void crash(Entry entry, Instant due, Instant now) {
    entry.crashes++;
    entry.due = due;
    entry.status =
        entry.submissions < MAX_SUBMISSIONS ? Status.CRASHED : Status.MANUAL_INTERVENTION;
    entry.touched = now;
  }

  void park(Entry entry, Instant now) {
    entry.status = Status.MANUAL_INTERVENTION;
    entry.touched = now;
  }

  /** An operator's claim ends a delay: given back, such an item stands where it was put. */
  void release(Entry entry, Instant now) {
    entry.place = entry.place == 0 ? entry.placeOfPut : entry.place;
    entry.status = Status.UNPROCESSED;
    entry.submissions--;
    entry.touched = now;
  }

  void joinTail(Entry entry, Instant now) {
    if (entry.status == Status.MANUAL_INTERVENTION) {
      entry.submissions = 0;
    }
    if (entry.status != Status.UNPROCESSED) {
      entry.touched = now;
    }
    entry.status = Status.UNPROCESSED;
    entry.place = ++lastPlace;
  }

  /** Whether an operator may move an item so. */
  static boolean mayOperatorMove(Status from, Status to) {
    return switch (from.name() + ">" + to.name()) {
      case "UNPROCESSED>UNDER_PROCESS",
          "UNDER_PROCESS>PROCESSED",
          "UNDER_PROCESS>CRASHED",
          "CRASHED>UNPROCESSED",
          "CRASHED>MANUAL_INTERVENTION",
          "MANUAL_INTERVENTION>UNPROCESSED" ->
          true;
      default -> false;
    };
  }

  /** Delayed and crashed items whose time has come join the tail, the one due first in front. */
  SweepReport comeDue(Instant now) {
    List<Entry> due =
        entries.values().stream()
            .filter(entry -> entry.isDelayed() || entry.status == Status.CRASHED)
            .filter(entry -> !entry.due.isAfter(now))
            .sorted(comparing((Entry entry) -> entry.due).thenComparing(entry -> entry.id))
            .toList();
    int crashed = (int) due.stream().filter(entry -> entry.status == Status.CRASHED).count();
    due.forEach(entry -> joinTail(entry, now));
    return new SweepReport(0, crashed, 0, due.size() - crashed, 0);
  }

  List<Entry> orphans(Instant now) {
    return those(entry -> isHeld(entry) && !entry.leaseEnds.isAfter(now));
  }

  int dropPastRetention(Instant now) {
    List<Entry> past =
        those(
            entry ->
                entry.status == Status.PROCESSED
                    && entry.queue.equals(QUEUES.get(1))
                    && !entry.touched.plus(RETENTION).isAfter(now));
    return drop(past);
  }

  int drop(List<Entry> gone) {
    gone.forEach(entry -> entries.remove(entry.id));
    return gone.size();
  }
}
