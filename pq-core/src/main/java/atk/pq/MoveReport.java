package atk.pq;

import java.util.List;

/**
 * What a {@link Mover} did.
 *
 * @param items how many items there are at the destination
 * @param fenced how many claims were taken from their holders
 * @param sha256 the hash of all items in the order of ids, which both sides had
 * @param damaged items whose content was missing or damaged at the source already, and is at the
 *     destination; the first 1,000 of those that this run copied
 */
public record MoveReport(long items, long fenced, String sha256, List<Long> damaged) {}
