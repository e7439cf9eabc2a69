package atk.pq.spi;

import atk.pq.ItemFilter;
import atk.pq.QueueSettings;
import atk.pq.SweepReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One open write transaction. Answers come in the order of what was asked. "Now" is {@link #now()}
 * throughout.
 */
public interface WriteTx extends ReadView {
  /**
   * Inserts items as Unprocessed at the tail of their priority, in the order given; makes queues
   * that are missing, with the settings of {@link atk.pq.PqConfig#newQueueSettings}. An item whose
   * key is taken in its queue is not inserted and answers the id that has it.
   */
  List<Inserted> insert(List<Insert> items);

  /**
   * Hands out items. First makes ready what has come due (delayed items, and crashed ones that may
   * be submitted again, in the order of their due times). Then serves the requests of each queue in
   * the order given, each with the topmost items left: higher priority first, then lower position.
   * Each item becomes Under_Process with submission_count + 1, a fresh random token, the request's
   * lease (or its queue's) and consumer. An item whose payload does not match its checksum is not
   * handed out: it goes to Manual_intervention with cause DAMAGED. A paused or missing queue
   * answers with nothing. May answer with fewer than wait once the payloads pass about 4 MiB.
   */
  List<List<Claimed>> claim(List<ClaimRequest> requests);

  /**
   * The items that this transaction was to hand out, by {@link #claim} or {@link #override}, and
   * put aside because their payload does not match its checksum. Their crashes have the reason
   * {@link Payload#DAMAGED}.
   */
  List<Long> putAside();

  /**
   * Ends claims. Changes an item only if it is Under_Process with the settlement's token; otherwise
   * answers {@code STALE} (or {@code UNKNOWN_ITEM}) and changes nothing. A crash leaves a row in
   * the item's history and either rests the item (Crashed) or, hopeless or out of submissions, goes
   * on to Manual_intervention at once.
   */
  List<Outcome> settle(List<Settlement> settlements);

  /** Moves the end of leases to now + lease, fenced as {@link #settle}. */
  List<Outcome> extend(List<Extension> extensions);

  /**
   * An operator's moves: any edge of the diagram except Under_Process to Unprocessed, without a
   * token; whoever held the item loses it. Others answer {@code ILLEGAL}. To Under_Process: claims
   * that item for the change's consumer (a delayed item too), {@link Outcome#claimed()} has it.
   * From Under_Process to Crashed: cause FORCED, then as any crash. From Crashed to Unprocessed:
   * only while submissions are left. From Manual_intervention to Unprocessed: submission_count 0,
   * tail.
   */
  List<Outcome> override(List<StatusChange> changes);

  /**
   * Does at most {@code limit} of each of the Manager's duties: orphans (cause EXPIRED, then as any
   * crash); crashed and delayed items that have come due, to the tail of their priority; Processed
   * items past the retention of their queue.
   */
  SweepReport sweep(int limit);

  /**
   * Removes at most {@code limit} items that match, in any state, with crashes and results.
   *
   * @return how many; fewer than {@code limit} when nothing more matches
   */
  int purge(ItemFilter filter, int limit);

  /** Makes a queue or replaces its settings. */
  void configure(QueueSettings settings);

  // ---- for contents of files that are swept

  /**
   * Lets {@link #contentsKept} of others tell, until this transaction ends, that its items may
   * refer to contents of files that were stored at this time or later. An engine on which one
   * transaction writes at a time need not: who asks has waited for the others to end.
   */
  default void keepContents(Instant since) {}

  /**
   * From which time on contents of files may be referred to by transactions that still run; empty
   * where none said so. What has ended by now, the next view shows.
   */
  default Optional<Instant> contentsKept() {
    return Optional.empty();
  }

  // ---- for a move from another database

  /**
   * Takes over items as they are, under their own ids and with their own positions, into queues
   * that are there. New ids and positions exceed {@code lastNumber}, and all that are here.
   */
  void restore(List<StoredItem> items, long lastNumber);

  /**
   * Notes how far a move is; null: that there is none. Until this transaction ends, no other one
   * changes anything. While the stage {@link MoveMark.Stage#isStopped}, the database itself refuses
   * every change of items and queues, whoever makes it and however long it has been connected: with
   * {@link atk.pq.QueueMovedException}, where Pq made it.
   */
  void markMove(@Nullable MoveMark mark);
}
