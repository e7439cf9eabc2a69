package atk.pq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for databases, gone when closed. */
public final class Scratch implements AutoCloseable {
  private final Path home;

  /** Makes one in this folder. */
  public Scratch(Path parent) throws IOException {
    home = Files.createTempDirectory(parent, "pq-compare-");
  }

  /** An empty folder in it. */
  public Path folder() throws IOException {
    return Files.createTempDirectory(home, "");
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
