package atk.pq.internal.files;

import atk.pq.spi.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What several items carry, as an engine stores it. To be closed once the items are committed:
 * until then no sweep touches their contents.
 */
public record Payloads(List<Keyed> all, Pins pins) implements AutoCloseable {

  /** A payload, and the key that was asked for or made out of the content. */
  public record Keyed(Payload payload, @Nullable String key) {}

  @Override
  public void close() {
    pins.close();
  }
}
