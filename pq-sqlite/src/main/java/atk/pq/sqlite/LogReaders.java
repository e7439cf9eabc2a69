package atk.pq.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processes that read from the log at the moment. SQLite's readers lock one of five bytes of
 * the shared memory beside the file, and Linux tells who holds which lock.
 */
final class LogReaders {
  private static final int FIRST_BYTE = 123;
  private static final int LAST_BYTE = 127;
  private static final Pattern LOCK =
      Pattern.compile("POSIX +\\S+ +READ +(\\d+) +[0-9a-f]+:[0-9a-f]+:(\\d+) +(\\d+) +(\\d+)");

  private LogReaders() {}

  /** For people: each with its number and command. */
  static String of(Path shared) {
    TreeSet<String> readers = new TreeSet<>();
    try {
      long inode = (Long) Files.getAttribute(shared, "unix:ino");
      for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
        Matcher lock = LOCK.matcher(line);
        if (lock.find()
            && Long.parseLong(lock.group(2)) == inode
            && Long.parseLong(lock.group(3)) <= LAST_BYTE
            && Long.parseLong(lock.group(4)) >= FIRST_BYTE) {
          readers.add(lock.group(1) + " (" + command(lock.group(1)) + ")");
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      return "a process that this system does not tell";
    }
    return readers.isEmpty() ? "a process that has just ended" : "process " + readers;
  }

  private static String command(String pid) throws IOException {
    Path file = Path.of("/proc", pid, "comm");
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8).strip() : "ended";
  }
}
