package atk.pq.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The processes that keep reading from the log, and the one that writes to it. SQLite's readers
 * lock one of five bytes of the shared memory beside the file, the writer another, and Linux tells
 * who holds which lock.
 */
final class LogLocks {
  private static final int WRITER_BYTE = 120;
  private static final int FIRST_BYTE = 123;
  private static final int LAST_BYTE = 127;
  private static final Pattern LOCK =
      Pattern.compile(
          "POSIX +\\S+ +(READ|WRITE) +(\\d+) +[0-9a-f]+:[0-9a-f]+:(\\d+) +(\\d+) +(\\d+)");

  private static final int LOOKS = 6;
  private static final long BETWEEN_LOOKS_MILLIS = 100;

  private LogLocks() {}

  /**
   * Those that held one lock for half a second: others come and go, and hold nothing back. Each
   * with its number and command, for people; null where the system does not tell.
   */
  static @Nullable TreeSet<String> lastingReaders(Path shared) {
    try {
      Map<String, String> lasting = readers(shared);
      for (int look = 1; look < LOOKS && !lasting.isEmpty(); look++) {
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
        lasting.keySet().retainAll(readers(shared).keySet());
      }
      return new TreeSet<>(lasting.values());
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /**
   * Who writes at the moment, with its number and command; empty where the system does not tell.
   */
  static Optional<String> writer(Path shared) {
    try {
      return locks(shared, "WRITE", WRITER_BYTE, WRITER_BYTE).values().stream().findFirst();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> readers(Path shared) throws IOException {
    return locks(shared, "READ", FIRST_BYTE, LAST_BYTE);
  }

  /** Who holds a lock, by process and byte. */
  private static Map<String, String> locks(Path shared, String kind, int from, int to)
      throws IOException {
    Map<String, String> locks = new HashMap<>();
    long inode = (Long) Files.getAttribute(shared, "unix:ino");
    for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
      Matcher lock = LOCK.matcher(line);
      if (lock.find()
          && lock.group(1).equals(kind)
          && Long.parseLong(lock.group(3)) == inode
          && Long.parseLong(lock.group(4)) <= to
          && Long.parseLong(lock.group(5)) >= from) {
        String pid = lock.group(2);
        locks.put(pid + ":" + lock.group(4), pid + " (" + command(pid) + ")");
      }
    }
    return locks;
  }

  private static String command(String pid) throws IOException {
    Path file = Path.of("/proc", pid, "comm");
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8).strip() : "ended";
  }
}
