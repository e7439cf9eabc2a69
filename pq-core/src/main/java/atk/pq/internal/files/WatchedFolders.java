package atk.pq.internal.files;

import atk.pq.WatchedFolder;
import atk.pq.internal.Log;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The counters of watched folders: a small file for each folder and queue. Producers of many
 * processes add to it under a lock, and a kill leaves the old file or the new one. It is not
 * flushed: these are figures for people.
 */
final class WatchedFolders {
  private static final Object LOCK_OF_PROCESS = new Object(); // a file's lock is the process's
  private static final String NAMES = "[0-9a-f]*";

  private final Path root;

  WatchedFolders(Path files) {
    this.root = files.resolve("watched");
  }

  void add(WatchedFolder more) throws IOException {
    Disk.makeFolder(root);
    synchronized (LOCK_OF_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(
                  root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        String key = more.folder() + "\0" + more.queue();
        Path file = root.resolve(Disk.sha256(key.getBytes(StandardCharsets.UTF_8)));
        Path fresh = root.resolve(".fresh");
        write(
            fresh,
            held.isValid() ? read(file).map(before -> before.plus(more)).orElse(more) : more);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  List<WatchedFolder> all() throws IOException {
    List<WatchedFolder> all = new ArrayList<>();
    if (Files.isDirectory(root)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(root, NAMES)) {
        for (Path file : files) {
          read(file).ifPresent(all::add);
        }
      }
    }
    all.sort(Comparator.comparing(WatchedFolder::folder).thenComparing(WatchedFolder::queue));
    return all;
  }

  private static void write(Path file, WatchedFolder is) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("folder", is.folder());
    properties.setProperty("queue", is.queue());
    properties.setProperty("taken", Long.toString(is.taken()));
    properties.setProperty("put", Long.toString(is.put()));
    properties.setProperty("bytes", Long.toString(is.bytes()));
    properties.setProperty("skipped", Long.toString(is.skipped()));
    properties.setProperty("failed", Long.toString(is.failed()));
    properties.setProperty("lastScan", is.lastScan().toString());
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }

  /**
   * After a power cut the file may be empty, or damaged: then it begins anew with the next look.
   */
  private static Optional<WatchedFolder> read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      Properties properties = new Properties();
      properties.load(reader);
      return Optional.of(
          new WatchedFolder(
              text(properties, "folder"),
              text(properties, "queue"),
              number(properties, "taken"),
              number(properties, "put"),
              number(properties, "bytes"),
              number(properties, "skipped"),
              number(properties, "failed"),
              Instant.parse(text(properties, "lastScan"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (CharacterCodingException | IllegalArgumentException | DateTimeException e) {
      Log.warn("the counters in " + file + " are damaged and left out: " + e);
      return Optional.empty();
    }
  }

  private static String text(Properties properties, String name) {
    String text = properties.getProperty(name);
    if (text == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return text;
  }

  private static long number(Properties properties, String name) {
    return Long.parseLong(text(properties, name));
  }
}
