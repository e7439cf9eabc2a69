package atk.pq.internal.files;

import atk.pq.PqConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a queue itself, which nobody may take for files to be put. Known by their names, and
 * by their keys where they have other names, too. Used by one thread.
 */
public final class OwnFiles {
  private static final List<String> ENDINGS =
      List.of("", "-wal", "-shm", "-wake", "-reserve", "-journal", ".files");
  private static final String FRESH = "-new-";

  private final PqConfig config;
  private final @Nullable Path database;
  private final @Nullable Path contents;
  private final Set<Object> keys = new HashSet<>();

  public OwnFiles(PqConfig config) throws IOException {
    this.config = config;
    this.database = database(config);
    Path given = config.filesFolder();
    if (given != null) {
      this.contents = Files.exists(given) ? given.toRealPath() : given.toAbsolutePath();
    } else {
      this.contents = database == null ? null : sibling(database, ".files");
    }
  }

  private static @Nullable Path database(PqConfig config) throws IOException {
    try {
      Path path = Path.of(config.dbName());
      return Files.isRegularFile(path) ? path.toRealPath() : null;
    } catch (InvalidPathException e) {
      return null; // a server's address
    }
  }

  private static Path sibling(Path database, String ending) {
    return database.resolveSibling(database.getFileName() + ending);
  }

  /** What tells the database from others. */
  public String identity() {
    return database == null ? config.displayName() : database.toString();
  }

  /** Whether a folder, by its real path, holds the contents of files or lies among them. */
  public boolean holdsContents(Path folder) {
    return contents != null && folder.startsWith(contents);
  }

  /** Whether the name of a file, by its real path, is one that the queue uses. */
  public boolean isName(Path path) {
    if (database == null || !database.resolveSibling(path.getFileName()).equals(path)) {
      return false;
    }
    String name = path.getFileName().toString();
    return name.startsWith(database.getFileName() + FRESH)
        || ENDINGS.stream().anyMatch(ending -> sibling(database, ending).equals(path));
  }

  /** Sees which files the queue has now. */
  public void look() throws IOException {
    keys.clear();
    if (database != null) {
      for (String ending : ENDINGS) {
        Path path = sibling(database, ending);
        Object key = Files.exists(path) ? Disk.attributes(path).fileKey() : null;
        if (key != null) {
          keys.add(key);
        }
      }
    }
  }

  /** Whether a file is one of the queue's, under whatever name. */
  public boolean isOne(BasicFileAttributes is) {
    return is.fileKey() != null && keys.contains(is.fileKey());
  }
}
