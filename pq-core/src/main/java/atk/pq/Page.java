package atk.pq;

import java.util.List;

/**
 * A page of a listing, in the order of ids.
 *
 * @param items the items of the page; may be empty although more follow, when few match
 * @param next the id to go on after, for the next page
 * @param isLast whether nothing follows
 */
public record Page(List<Item> items, long next, boolean isLast) {}
