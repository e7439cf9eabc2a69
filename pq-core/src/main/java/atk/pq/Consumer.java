package atk.pq;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gets items and settles them. Safe for use by many threads; {@link PersistentQ} is one. */
public interface Consumer {
  /**
   * The topmost Unprocessed item of the default queue, at once; empty where there is none. The item
   * is Under_Process from then on, and nobody else gets it while its lease lasts.
   */
  default Optional<Claim> getItem() {
    return first(GetRequest.one());
  }

  /**
   * The same, waiting for an item where there is none.
   *
   * @return empty when none came in time, or the thread was interrupted (its interrupt flag is then
   *     set)
   */
  default Optional<Claim> getItem(Duration wait) {
    return first(GetRequest.one().withWaitUpTo(wait));
  }

  /** The topmost Unprocessed item of a queue, at once. */
  default Optional<Claim> getItem(String queue) {
    return first(GetRequest.from(queue));
  }

  /** The topmost Unprocessed items of the default queue in one transaction, at most {@code max}. */
  default List<Claim> getItems(int max) {
    return getItems(GetRequest.one().withMax(max));
  }

  /** What the request asks for, topmost first; an empty list where there is nothing. */
  List<Claim> getItems(GetRequest request);

  /**
   * Marks many claims Processed in one transaction, each fenced by its own token. When this
   * returns, that is on disk.
   *
   * @throws StaleClaimException if some were lost; those changed nothing, all others are Processed
   */
  void processed(Collection<? extends Claim> claims);

  /**
   * The claim that was handed out with this token, to be settled by another process than the one
   * that got it. Nothing is checked before the claim is used.
   */
  Claim claim(long id, long token);

  /**
   * Moves an item. Where this {@code PersistentQ} holds the claim of {@code id}, the move is fenced
   * by that claim. Where it holds none, it is an operator's move: only along the diagram, and it
   * revokes whoever holds the item. {@code UNDER_PROCESS} claims that one item.
   *
   * @throws UnknownItemException if there is no such item
   * @throws IllegalTransitionException if the diagram has no such move; nothing changed
   * @throws StaleClaimException if the claim held here was lost; nothing changed
   */
  default void updateStatus(long id, Status status) {
    updateStatus(id, status, null);
  }

  /**
   * The same with a note: the result of a Processed item, the reason of a Crashed one.
   *
   * @throws ItemTooLargeException if the result is larger than 16 KiB
   */
  void updateStatus(long id, Status status, @Nullable String note);

  private Optional<Claim> first(GetRequest request) {
    return getItems(request).stream().findFirst();
  }
}
