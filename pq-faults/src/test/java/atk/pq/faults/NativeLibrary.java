package atk.pq.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.util.LibraryLoaderUtil;

/** SQLite's native library, unpacked once for all children: killed ones would leave copies. */
final class NativeLibrary {
  private static final Path FOLDER = unpack();

  private NativeLibrary() {}

  static Path folder() {
    return FOLDER;
  }

  private static Path unpack() {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream in = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
      Path folder = Files.createTempDirectory("pq-native-");
      Path file = folder.resolve(name);
      Files.copy(in, file);
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
