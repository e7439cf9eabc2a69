package atk.pq;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to process one item until its lease is over. Settle it with exactly one of {@link
 * #processed()}, {@link #crashed(Failure)} and {@link #release()}; closing it unsettled reports a
 * crash, so a {@code try} block never leaves an item hanging.
 *
 * <p>Every method that changes the item is fenced by the claim's random token: once the item was
 * given back or given to another, it throws {@link StaleClaimException} and changes nothing. Safe
 * for use by several threads; the first to settle wins.
 */
public interface Claim extends AutoCloseable {
  long id();

  /**
   * The item as it was handed out. Null-free; for a claim made by id and token, read when asked.
   */
  Item item();

  /** The random token that fences this claim. */
  long token();

  /** When the lease ends, as last known here. */
  Instant leaseUntil();

  /**
   * The file of a file item: a private, read-only one in a folder of this claim, whose content was
   * checked against its SHA-256. Its name is a safe form of {@link ItemFile#name()}. It is gone
   * once the claim is settled.
   *
   * @throws InvalidRequestException if the item is a text
   * @throws DamagedFileException if the content was damaged, changed or removed since the item was
   *     handed out; the item went to Manual_intervention
   */
  Path file();

  /**
   * A folder of this claim. Every file that lies in it when the claim is {@linkplain
   * #processed(String, List) processed} becomes an item of {@code nextQueue}, in the order of their
   * names and in the same transaction. If the claim is lost, crashes or is released, they are
   * discarded. Each queue has its own folder.
   */
  Path outputs(String nextQueue);

  /** Whether it was settled through this object. */
  boolean isSettled();

  /** Marks the item Processed. When this returns, that is on disk. */
  default void processed() {
    processed(null, List.of());
  }

  /**
   * The same, leaving a short text for whoever waits for the item or looks at it.
   *
   * @throws ItemTooLargeException if it is larger than 16 KiB; the claim is still held
   */
  default void processed(String result) {
    processed(result, List.of());
  }

  /**
   * Marks the item Processed and puts the next items, and the files in its {@link #outputs}, in one
   * transaction: a pipeline loses no hand-off and doubles none.
   */
  default List<Long> processed(NewItem first, NewItem... more) {
    NewItem[] all = new NewItem[more.length + 1];
    all[0] = first;
    System.arraycopy(more, 0, all, 1, more.length);
    return processed(null, List.of(all));
  }

  /**
   * The same with a result.
   *
   * @return the ids of the next items, in the order given; then those of the outputs
   * @throws InvalidRequestException if something else than files lies in the outputs; the claim is
   *     still held
   */
  List<Long> processed(@Nullable String result, List<NewItem> next);

  /** Reports that this submission failed: the item rests, and is submitted again if it may be. */
  default void crashed(@Nullable String reason) {
    crashed(Failure.because(reason));
  }

  /** The same, with more to say. */
  void crashed(Failure failure);

  /** Gives the item back untouched, to its old place; this submission does not count. */
  void release();

  /**
   * Makes the lease end this long from now.
   *
   * @return when it ends
   */
  Instant extend(Duration lease);

  /** Reports a crash unless the claim was settled. Does not throw when the claim was lost. */
  @Override
  void close();
}
