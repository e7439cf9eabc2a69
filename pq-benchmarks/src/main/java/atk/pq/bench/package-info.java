/**
 * Plays the same work on Pq and on others in turns, and says what became of it. Start at {@link
 * atk.pq.bench.Compare}.
 */
@org.jspecify.annotations.NullMarked
package atk.pq.bench;
