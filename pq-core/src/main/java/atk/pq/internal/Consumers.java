package atk.pq.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names who calls: {@code host:pid:thread}. */
final class Consumers {
  private static final String PROCESS = host() + ":" + ProcessHandle.current().pid() + ":";

  private Consumers() {}

  static String current() {
    String thread = Thread.currentThread().getName();
    return PROCESS + (thread.isEmpty() ? "virtual" : thread);
  }

  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException noLinux) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }
  }
}
