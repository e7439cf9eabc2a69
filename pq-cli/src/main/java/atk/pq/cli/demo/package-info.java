/**
 * The demonstration: the whole life of a few files, played with real processes. Start at {@link
 * atk.pq.cli.demo.Demo}.
 */
@NullMarked
package atk.pq.cli.demo;

import org.jspecify.annotations.NullMarked;
