package atk.pq;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks, retries and purges. Safe for use by many threads; {@link PersistentQ} is one. */
public interface OpsConsole {
  /**
   * Every item, in the order of ids, read page by page as the stream is used: ten million items
   * need no more memory than a page. Close the stream when done with it early.
   */
  default Stream<Item> getAllItems() {
    return find(ItemFilter.all());
  }

  /** The items that match, in the order of ids, read page by page. */
  Stream<Item> find(ItemFilter filter);

  /**
   * One page of the items that match, in the order of ids.
   *
   * @param after only items with a larger id; 0 for the first page
   * @param limit how many at most, 1 to 10,000; fewer come where payloads are large
   */
  Page page(ItemFilter filter, long after, int limit);

  /** One item as it is now. */
  Optional<Item> findItem(long id);

  /**
   * Writes what an item carries, its text or the content of its file, as it was put.
   *
   * @throws UnknownItemException if there is no such item
   * @throws DamagedFileException if the content is missing or is not what was put; what was written
   *     until then is worthless
   * @throws IOException if {@code to} cannot be written
   */
  void copyContent(long id, OutputStream to) throws IOException;

  /**
   * Reads the content of every file item and says what is missing, damaged or unreferenced. Changes
   * nothing.
   */
  FilesReport checkFiles();

  /**
   * Removes contents that no item refers to and that nobody has touched for this long. {@link
   * Manager#sweep} does so by itself, for an age of an hour.
   *
   * @return how many
   */
  long sweepFiles(Duration untouchedFor);

  /** The crashes of an item, oldest first. */
  List<Crash> crashes(long id);

  /** How many items match: the dry run of {@link #retry(ItemFilter)} and {@link #purge}. */
  long count(ItemFilter filter);

  /** The counts of every queue, by name. */
  List<Counts> counts();

  /**
   * What was done by those that watch folders, by folder. Kept in the folder for files; there is
   * nothing where the database has none.
   */
  List<WatchedFolder> watchedFolders();

  /**
   * Gives an item in Manual_intervention back to the tail of its queue, with submission_count 0.
   *
   * @throws UnknownItemException if there is no such item
   * @throws IllegalTransitionException if it is in another state
   */
  void retry(long id);

  /**
   * Retries every item in Manual_intervention that matches, in small transactions.
   *
   * @return how many
   * @throws InvalidRequestException if the filter names another status
   */
  long retry(ItemFilter filter);

  /**
   * Removes items of one end state that were last touched before the given age, with their crashes
   * and results, in small transactions that hold nobody up.
   *
   * @param olderThan the least age; {@code Duration.ZERO} removes all of that state
   * @param status {@link Status#PROCESSED} or {@link Status#MANUAL_INTERVENTION}
   * @return how many
   * @throws InvalidRequestException if the status is no end state
   */
  default long purge(Duration olderThan, Status status) {
    return purge(ItemFilter.all().withOlderThan(olderThan).withStatus(status));
  }

  /**
   * Removes the items that match. As {@link #purge(Duration, Status)}.
   *
   * @throws InvalidRequestException if the filter names no end state
   */
  long purge(ItemFilter filter);

  /**
   * Removes the items that match, in whatever state, also those that wait or are being processed:
   * their consumers' claims become stale. Only for an operator who means it.
   */
  long purgeEvenUnfinished(ItemFilter filter);

  /** Every queue with its settings, by name. */
  List<QueueSettings> queues();

  /** The settings of a queue: those kept in the database, or what a new queue would get. */
  QueueSettings settings(String queue);

  /** Makes a queue, or changes its settings (and whether it is paused), for every process. */
  void configure(QueueSettings settings);

  /** Stops a queue from handing out items. Puts, finishes and sweeps go on. */
  default void pause(String queue) {
    configure(settings(queue).withPaused(true));
  }

  /** Lets a paused queue hand out items again, and wakes who waits for them. */
  default void resume(String queue) {
    configure(settings(queue).withPaused(false));
  }

  /**
   * Looks for what is wrong or about to be: damage, a log that grows, orphans, queues that nobody
   * serves. Reads everything once, so it takes as long as the database is large.
   *
   * @param repair whether to mend what can be mended without harm; otherwise nothing is changed
   * @return what was found; empty if all is well
   */
  List<Finding> examine(boolean repair);

  /**
   * Copies the database as it is now into a new file, checked and flushed: every item acknowledged
   * before the call is in it. Puts, claims and finishes go on meanwhile.
   *
   * @throws InvalidRequestException if the engine has no such backup, or the file exists
   * @throws StoreException if the copy could not be written; no file is left
   */
  void backup(Path file);
}
