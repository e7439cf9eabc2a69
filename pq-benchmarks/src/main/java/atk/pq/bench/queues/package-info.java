/**
 * The queues that take part in the comparison. Start at {@link atk.pq.bench.queues.Entrant}, the
 * list of them.
 */
@org.jspecify.annotations.NullMarked
package atk.pq.bench.queues;
