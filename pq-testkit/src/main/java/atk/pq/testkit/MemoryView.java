package atk.pq.testkit;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Page;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.spi.MoveMark;
import atk.pq.spi.ReadView;
import atk.pq.spi.StoredItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one {@link MemoryState}. */
class MemoryView implements ReadView {
  /** About how much payload one answer may carry. */
  static final long PAYLOAD_BYTES = 4 * 1024 * 1024;

  final MemoryState state;
  final Instant now;

  MemoryView(MemoryState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public Page page(ItemFilter filter, long after, int limit) {
    List<Item> items = new ArrayList<>();
    long bytes = 0;
    for (MemoryRow row : state.rows.tailMap(after, false).values()) {
      if (items.size() == limit || bytes >= PAYLOAD_BYTES) {
        return new Page(items, row.id - 1, false);
      }
      if (matches(filter, row)) {
        items.add(row.item());
        bytes += row.payload.size();
      }
    }
    return new Page(items, Math.max(after, state.lastId), true);
  }

  @Override
  public Optional<Item> find(long id) {
    return Optional.ofNullable(state.rows.get(id)).map(MemoryRow::item);
  }

  @Override
  public Optional<byte[]> content(long id) {
    return Optional.ofNullable(state.rows.get(id)).map(row -> row.payload.bytes());
  }

  @Override
  public long count(ItemFilter filter) {
    return matching(filter).count();
  }

  @Override
  public List<Counts> counts() {
    return state.queues.values().stream().map(this::countsOf).toList();
  }

  private Counts countsOf(QueueSettings queue) {
    Map<Status, Long> byStatus = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      byStatus.put(status, 0L);
    }
    long delayed = 0;
    Instant oldest = null;
    for (MemoryRow row : matching(ItemFilter.all().withQueue(queue.queue())).toList()) {
      byStatus.merge(row.status, 1L, Long::sum);
      if (row.status == Status.UNPROCESSED && row.isDelayed && row.availableAt.isAfter(now)) {
        delayed++;
      }
      if (row.isReady() && (oldest == null || row.createdAt.isBefore(oldest))) {
        oldest = row.createdAt;
      }
    }
    return new Counts(queue.queue(), queue.paused(), byStatus, delayed, oldest);
  }

  @Override
  public List<Crash> crashes(long id) {
    return List.copyOf(state.crashes.getOrDefault(id, List.of()));
  }

  @Override
  public List<QueueSettings> queues() {
    return List.copyOf(state.queues.values());
  }

  @Override
  public Optional<Instant> nextDue() {
    return state.rows.values().stream()
        .map(MemoryView::due)
        .filter(Objects::nonNull)
        .min(Instant::compareTo);
  }

  @Override
  public List<StoredItem> stored(long after, int limit) {
    List<StoredItem> items = new ArrayList<>();
    long bytes = 0;
    for (StoredItem stored : (Iterable<StoredItem>) state.stored(after)::iterator) {
      if (items.size() == limit || bytes >= PAYLOAD_BYTES) {
        break;
      }
      items.add(stored);
      bytes += stored.payload().size();
    }
    return items;
  }

  @Override
  public long lastNumber() {
    return Math.max(state.lastId, state.lastPosition);
  }

  @Override
  public Optional<MoveMark> moveMark() {
    return Optional.ofNullable(state.mark);
  }

  private static Instant due(MemoryRow row) {
    return switch (row.status) {
      case UNPROCESSED -> row.isDelayed ? row.availableAt : null;
      case CRASHED -> row.availableAt;
      case UNDER_PROCESS -> row.leaseUntil;
      case PROCESSED, MANUAL_INTERVENTION -> null;
    };
  }

  Stream<MemoryRow> matching(ItemFilter filter) {
    return state.rows.values().stream().filter(row -> matches(filter, row));
  }

  private boolean matches(ItemFilter filter, MemoryRow row) {
    return (filter.queue() == null || filter.queue().equals(row.queue))
        && (filter.status() == null || filter.status() == row.status)
        && (filter.olderThan() == null || !row.updatedAt.plus(filter.olderThan()).isAfter(now))
        && (filter.key() == null || filter.key().equals(row.key))
        && (filter.containing() == null || row.payload.text().contains(filter.containing()));
  }
}
