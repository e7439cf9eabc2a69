package atk.pq.spi;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An item to be inserted; see {@link atk.pq.NewItem}. */
public record Insert(
    String queue,
    int priority,
    Duration delay,
    @Nullable String key,
    Map<String, String> headers,
    Payload payload) {}
