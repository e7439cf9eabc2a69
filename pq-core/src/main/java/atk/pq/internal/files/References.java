package atk.pq.internal.files;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** What the database knows of the contents in the store. */
public interface References {
  /**
   * From which time on contents may be referred to by transactions that still run; empty where
   * there are none. What has ended by now, {@link #all} tells.
   */
  Optional<Instant> uncommittedSince();

  /** Tells of every content that an item refers to. */
  void all(Consumer<String> receiver);
}
