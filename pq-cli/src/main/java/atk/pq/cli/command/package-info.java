/**
 * One class for each command. To add one, write its class and name it in {@link
 * atk.pq.cli.command.Commands}.
 */
@NullMarked
package atk.pq.cli.command;

import org.jspecify.annotations.NullMarked;
