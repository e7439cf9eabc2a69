/**
 * What every command has at hand: global options, settings, streams and the forms of output. Start
 * at {@link atk.pq.cli.session.Session}.
 */
@NullMarked
package atk.pq.cli.session;

import org.jspecify.annotations.NullMarked;
