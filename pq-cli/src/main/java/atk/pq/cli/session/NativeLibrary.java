package atk.pq.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Unpacks SQLite's native library once into the cache folder that {@code bin/pq} names, instead of
 * at every start (0.3 s, and a leftover after each kill -9). Where that fails, the driver unpacks
 * it in its own way.
 */
final class NativeLibrary {
  private NativeLibrary() {}

  static void prepare() {
    String cache = System.getProperty("pq.cache", "");
    if (cache.isEmpty() || System.getProperty("org.sqlite.lib.path") != null) {
      return;
    }
    Path folder =
        Path.of(cache, "sqlite-" + Version.sqliteDriver() + "-" + System.getProperty("os.arch"));
    Path library = folder.resolve(System.mapLibraryName("sqlitejdbc"));
    try {
      if (!Files.exists(library)) {
        unpack(library);
      }
      System.setProperty("org.sqlite.lib.path", folder.toString());
    } catch (IOException e) {
      // no cache folder: the driver's own way is slower and works
    }
  }

  private static void unpack(Path library) throws IOException {
    Files.createDirectories(library.getParent());
    String resource =
        LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
    Path copy = Files.createTempFile(library.getParent(), "unpacking", null);
    try (InputStream content = NativeLibrary.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IOException("no library for this system: " + resource);
      }
      Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
      // flushed before it gets its name: a power cut must not leave an empty library
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(copy, library, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
