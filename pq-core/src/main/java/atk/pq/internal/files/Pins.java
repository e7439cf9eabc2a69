package atk.pq.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps contents from being swept until the items that refer to them are committed. */
public final class Pins implements AutoCloseable {
  private final List<Path> pins = new ArrayList<>();
  private @Nullable Instant since;

  void add(Path pin) throws IOException {
    pins.add(pin);
    Instant stored = Disk.attributes(pin).lastModifiedTime().toInstant();
    since = since == null || stored.isBefore(since) ? stored : since;
  }

  /** When the oldest of these contents was stored; empty where there is none. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  @Override
  public void close() {
    for (Path pin : pins) {
      try {
        Files.deleteIfExists(pin);
      } catch (IOException e) {
        // goes with the process
      }
    }
  }
}
