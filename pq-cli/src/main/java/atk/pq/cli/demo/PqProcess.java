package atk.pq.cli.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@code pq} command in a process of its own. Closing it ends it, and what it started. */
final class PqProcess implements AutoCloseable {
  private final Process process;

  private PqProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param log where its output and its errors go
   */
  static PqProcess start(Path log, List<String> args) throws IOException {
    List<String> command = new ArrayList<>(launcher());
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(List.of("PQ_DB", "PQ_QUEUE"));
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new PqProcess(builder.start());
  }

  /** How this command was started itself: by {@code bin/pq}, or as a class in a test. */
  private static List<String> launcher() {
    String script = System.getProperty("pq.command");
    if (script != null) {
      return List.of(script);
    }
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    java.add("-Dpq.cache=" + System.getProperty("pq.cache", ""));
    if (Runtime.version().feature() >= 24) {
      java.add("--enable-native-access=ALL-UNNAMED");
    }
    java.addAll(List.of("-cp", System.getProperty("java.class.path"), "atk.pq.cli.Main"));
    return java;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit status; -1 where it still runs after this long. */
  int await(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** SIGKILL, for it and what it started: as if its machine had failed. */
  void kill() {
    List<ProcessHandle> tree =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    tree.forEach(ProcessHandle::destroyForcibly);
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  static String text(Path log) throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }
}
