/**
 * The benchmark for users: producers and consumers on a scratch database. Start at {@link
 * atk.pq.cli.bench.Bench}.
 */
@NullMarked
package atk.pq.cli.bench;

import org.jspecify.annotations.NullMarked;
