/**
 * JMH benchmarks of the parts of a call: its statements, a turn, the hand-over between caller and
 * writer, waking who waits. Run by {@code bin/pq-parts}.
 */
@org.jspecify.annotations.NullMarked
package atk.pq.bench.parts;
