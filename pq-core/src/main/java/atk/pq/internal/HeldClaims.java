package atk.pq.internal;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The claims that this process holds, by item, so that {@code updateStatus(id, status)} is fenced
 * by the right token. A claim whose owner forgot it is dropped an hour after its lease ended.
 */
final class HeldClaims {
  private static final int LOOK_EVERY = 4_096;
  private static final long FORGOTTEN_MILLIS = 3_600_000;

  private final ConcurrentHashMap<Long, ItemClaim> byId = new ConcurrentHashMap<>();
  private final AtomicInteger added = new AtomicInteger();

  void add(ItemClaim claim) {
    byId.put(claim.id(), claim);
    if (added.incrementAndGet() % LOOK_EVERY == 0) {
      long before = claim.item().updatedAt().toEpochMilli() - FORGOTTEN_MILLIS;
      byId.values().removeIf(held -> held.leaseUntil().toEpochMilli() < before);
    }
  }

  @Nullable ItemClaim find(long id) {
    return byId.get(id);
  }

  void remove(ItemClaim claim) {
    byId.remove(claim.id(), claim);
  }
}
