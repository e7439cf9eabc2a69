package atk.pq.spi;

import atk.pq.Status;
import org.jspecify.annotations.Nullable;

/**
 * What became of a settlement, an extension or a status change.
 *
 * @param kind whether it was applied
 * @param status the item's state now; null for an unknown item
 * @param consumer who holds the item now or held it last, where that is known
 * @param claimed the claim that a change to Under_Process made; null otherwise
 */
public record Outcome(
    Kind kind, @Nullable Status status, @Nullable String consumer, @Nullable Claimed claimed) {

  /** Applied or not. */
  public enum Kind {
    APPLIED,
    /** The claim was lost. */
    STALE,
    UNKNOWN_ITEM,
    /** The diagram has no such move. */
    ILLEGAL
  }

  public static Outcome applied(Status now) {
    return new Outcome(Kind.APPLIED, now, null, null);
  }

  public static Outcome claimed(Claimed claimed) {
    return new Outcome(Kind.APPLIED, Status.UNDER_PROCESS, claimed.item().consumer(), claimed);
  }

  public static Outcome stale(Status now, @Nullable String consumer) {
    return new Outcome(Kind.STALE, now, consumer, null);
  }

  public static Outcome illegal(Status now) {
    return new Outcome(Kind.ILLEGAL, now, null, null);
  }

  public static Outcome unknownItem() {
    return new Outcome(Kind.UNKNOWN_ITEM, null, null, null);
  }

  public boolean isApplied() {
    return kind == Kind.APPLIED;
  }
}
