package atk.pq.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps contents from being swept until the items that refer to them are committed. */
public final class Pins implements AutoCloseable {
  private final List<Pin> pins = new ArrayList<>();
  private @Nullable Instant since;

  private record Pin(ContentStore store, ContentStore.Stored content) {}

  void add(ContentStore store, ContentStore.Stored content) throws IOException {
    pins.add(new Pin(store, content));
    Instant stored = Disk.attributes(content.pin()).lastModifiedTime().toInstant();
    since = since == null || stored.isBefore(since) ? stored : since;
  }

  /** When the oldest of these contents was stored; empty where there is none. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /**
   * Nothing of this was or will be committed: what these contents alone use of the disk is free
   * again at once.
   */
  public void takeBack() {
    for (Pin pin : pins) {
      try {
        if (pin.content().isNew()) {
          pin.store().takeBack(pin.content());
        }
      } catch (IOException e) {
        // goes with a sweep
      }
    }
  }

  @Override
  public void close() {
    for (Pin pin : pins) {
      try {
        Files.deleteIfExists(pin.content().pin());
      } catch (IOException e) {
        // goes with the process
      }
    }
  }
}
