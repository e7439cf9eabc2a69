package atk.pq.cli.exec;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is run on each item, and how.
 *
 * @param command the words of its command line
 * @param timeout how long it may run; null for as long as it likes
 * @param keepsOutput whether the end of its output becomes the item's result
 * @param nextQueue where the files go that it leaves in {@code $PQ_OUT}; null for nowhere
 * @param environment what it finds in its environment, besides what {@link ExecHandler} adds of the
 *     item
 */
public record Program(
    ExecCommand command,
    @Nullable Duration timeout,
    boolean keepsOutput,
    @Nullable String nextQueue,
    Map<String, String> environment) {}
