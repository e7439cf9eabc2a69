package atk.pq.faults;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What only root may do. A proof that cannot run says so, loudly, and counts as not run. */
final class Root {
  private Root() {}

  static boolean is() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Ends the test as not run unless it runs as root. */
  static void isNeeded(String what) {
    if (!is()) {
      notRun(what + " needs root");
    }
  }

  static void notRun(String why) {
    System.out.println("NOT RUN: " + why);
    abort("NOT RUN: " + why);
  }

  /** Runs a program to its end; what it said, unless it failed. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + said);
    }
    return said;
  }
}
