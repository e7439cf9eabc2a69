package atk.pq.testkit;

import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.Status;
import atk.pq.spi.Insert;
import atk.pq.spi.Payload;
import atk.pq.spi.StoredItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One item as the {@link MemoryStore} keeps it. */
final class MemoryRow {
  final long id;
  final String queue;
  final int priority;
  final @Nullable String key;
  final Map<String, String> headers;
  final Instant createdAt;

  Payload payload;
  Status status = Status.UNPROCESSED;

  /** Put with a delay and not in the order yet: joins the tail when it is due. */
  boolean isDelayed;

  long position;
  int submissions;
  long token;
  Instant updatedAt;
  Instant availableAt;
  @Nullable Instant claimedAt;
  @Nullable Instant leaseUntil;
  @Nullable String consumer;
  @Nullable String result;

  MemoryRow(long id, Insert insert, Instant now) {
    this.id = id;
    queue = insert.queue();
    priority = insert.priority();
    key = insert.key();
    headers = insert.headers();
    createdAt = now;
    payload = insert.payload();
    updatedAt = now;
    availableAt = now.plus(insert.delay());
    isDelayed = availableAt.isAfter(now);
  }

  MemoryRow(StoredItem stored) {
    Item item = stored.item();
    id = item.id();
    queue = item.queue();
    priority = item.priority();
    key = item.key();
    headers = item.headers();
    createdAt = item.createdAt();
    payload = stored.payload();
    status = item.status();
    isDelayed = stored.isDelayed();
    position = stored.position();
    submissions = item.submissionCount();
    token = stored.token();
    updatedAt = item.updatedAt();
    availableAt = item.availableAt();
    claimedAt = item.updatedAt();
    leaseUntil = item.leaseUntil();
    consumer = item.consumer();
    result = item.result();
  }

  private MemoryRow(MemoryRow other) {
    id = other.id;
    queue = other.queue;
    priority = other.priority;
    key = other.key;
    headers = other.headers;
    createdAt = other.createdAt;
    payload = other.payload;
    status = other.status;
    isDelayed = other.isDelayed;
    position = other.position;
    submissions = other.submissions;
    token = other.token;
    updatedAt = other.updatedAt;
    availableAt = other.availableAt;
    claimedAt = other.claimedAt;
    leaseUntil = other.leaseUntil;
    consumer = other.consumer;
    result = other.result;
  }

  MemoryRow copy() {
    return new MemoryRow(this);
  }

  boolean isReady() {
    return status == Status.UNPROCESSED && !isDelayed;
  }

  StoredItem stored(List<Crash> crashes) {
    return new StoredItem(item(), isDelayed, position, token, payload, List.copyOf(crashes));
  }

  Item item() {
    return new Item(
        id,
        queue,
        status,
        payload.text(),
        payload.file(),
        submissions,
        priority,
        key,
        headers,
        createdAt,
        updatedAt,
        availableAt,
        leaseUntil,
        consumer,
        result);
  }
}
