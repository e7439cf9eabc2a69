/** Runs other programs on items. Start at {@link atk.pq.cli.exec.ExecHandler}. */
@NullMarked
package atk.pq.cli.exec;

import org.jspecify.annotations.NullMarked;
