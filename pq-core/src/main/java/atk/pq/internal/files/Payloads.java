package atk.pq.internal.files;

import atk.pq.InvalidRequestException;
import atk.pq.ItemTooLargeException;
import atk.pq.QueueFullException;
import atk.pq.StaleClaimException;
import atk.pq.UnknownItemException;
import atk.pq.spi.Payload;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What several items carry, as an engine stores it. To be closed once the items are committed:
 * until then no sweep touches their contents.
 */
public record Payloads(List<Keyed> all, Pins pins) implements AutoCloseable {

  /** A payload, and the key that was asked for or made out of the content. */
  public record Keyed(Payload payload, @Nullable String key) {}

  /**
   * Does what commits the items. Where it is certain that it did not, what was copied for them is
   * removed at once, unless somebody else uses it; after another error the sweep decides.
   */
  public <T> T commit(Supplier<T> put) {
    try {
      return put.get();
    } catch (InvalidRequestException
        | ItemTooLargeException
        | QueueFullException
        | StaleClaimException
        | UnknownItemException e) {
      pins.takeBack();
      throw e;
    }
  }

  @Override
  public void close() {
    pins.close();
  }
}
