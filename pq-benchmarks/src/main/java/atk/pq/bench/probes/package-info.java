/**
 * What is measured of Pq alone and is not a rate against others: each {@link
 * atk.pq.bench.probes.Probe} gives a few figures, with the target of each.
 */
@org.jspecify.annotations.NullMarked
package atk.pq.bench.probes;
