package atk.pq.internal;

import atk.pq.DamagedFileException;
import atk.pq.Failure;
import atk.pq.StaleClaimException;
import atk.pq.UnknownItemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at the files of items between their claim and their consumer: what is not whole is put
 * aside and never delivered. That may take long where files are large, so the leases of all items
 * of the same get are kept up meanwhile.
 */
final class Delivery {
  private final List<ItemClaim> all;
  private final Heartbeat heartbeat;

  private Delivery(List<ItemClaim> all) {
    this.all = all;
    this.heartbeat = Heartbeat.of(all.get(0).item());
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
    if (!heartbeat.isDue()) {
      return;
    }
    for (ItemClaim claim : all) {
      if (!claim.isSettled()) {
        claim.extendThen(heartbeat.lease(), error -> {});
      }
    }
  }
}
