/**
 * The {@code pq} command. Start at {@link atk.pq.cli.Main}; the commands are listed in {@link
 * atk.pq.cli.command.Commands}.
 */
@NullMarked
package atk.pq.cli;

import org.jspecify.annotations.NullMarked;
