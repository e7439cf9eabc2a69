package atk.pq.internal;

import atk.pq.DamagedFileException;
import atk.pq.Failure;
import atk.pq.Item;
import atk.pq.StaleClaimException;
import atk.pq.UnknownItemException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at the files of items between their claim and their consumer: what is not whole is put
 * aside and never delivered. That may take long where files are large, so the leases of all items
 * of the same get are kept up meanwhile.
 */
final class Delivery {
  private final List<ItemClaim> all;
  private final Duration lease;
  private long extendAt;

  private Delivery(List<ItemClaim> all) {
    this.all = all;
    this.lease = leaseOf(all.get(0).item());
    this.extendAt = System.nanoTime() + lease.toNanos() / 3;
  }

  private static Duration leaseOf(Item item) {
    Instant end = item.leaseUntil();
    Duration lease = end == null ? Duration.ofMinutes(5) : Duration.between(item.updatedAt(), end);
    return lease.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : lease;
  }

  /** Those claims, in their order, whose items carry no file or a whole one. */
  static List<ItemClaim> whole(List<ItemClaim> claims) {
    if (claims.stream().allMatch(claim -> claim.item().file() == null)) {
      return claims;
    }
    return new Delivery(claims).whole();
  }

  private List<ItemClaim> whole() {
    List<ItemClaim> whole = new ArrayList<>(all.size());
    for (ItemClaim claim : all) {
      if (claim.item().file() == null || isWhole(claim)) {
        whole.add(claim);
      }
    }
    return whole;
  }

  private boolean isWhole(ItemClaim claim) {
    try {
      try {
        claim.check(this::alive);
        return true;
      } catch (DamagedFileException e) {
        Log.warn("item " + claim.id() + " is not handed out: " + e.getMessage());
        claim.damaged(e);
      } catch (IOException e) {
        claim.crashed(Failure.because("its file could not be read: " + e));
      }
    } catch (StaleClaimException | UnknownItemException lost) {
      Log.debug("item " + claim.id() + " was lost while its file was read");
    }
    return false;
  }

  private void alive() {
    long now = System.nanoTime();
    if (now - extendAt < 0) {
      return;
    }
    extendAt = now + lease.toNanos() / 3;
    for (ItemClaim claim : all) {
      if (!claim.isSettled()) {
        claim.extendThen(lease, error -> {});
      }
    }
  }
}
