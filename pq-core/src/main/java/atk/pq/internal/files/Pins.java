package atk.pq.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps contents from being swept until the items that refer to them are committed. */
public final class Pins implements AutoCloseable {
  private final List<Path> pins = new ArrayList<>();

  void add(Path pin) {
    pins.add(pin);
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
