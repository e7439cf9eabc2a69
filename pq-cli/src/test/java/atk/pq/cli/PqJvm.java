package atk.pq.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@code pq} command in a JVM of its own; closing it ends it with all it started. */
final class PqJvm implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path out;
  private final Path err;

  private PqJvm(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static PqJvm start(Path folder, String... args) throws IOException {
    Path out = Files.createTempFile(folder, "out", null);
    Path err = Files.createTempFile(folder, "err", null);
    return start(folder, command(folder, args), out, err);
  }

  /** The command line of {@code pq} with these arguments; {@code folder} is its scratch folder. */
  static List<String> command(Path folder, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Dpq.cache=" + folder.resolve("cache"));
    command.add("-Djava.io.tmpdir=" + folder);
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", classPath(), "atk.pq.cli.Main"));
    command.addAll(List.of(args));
    return command;
  }

  /**
   * How to start a process that permissions hold for: they do not for root, unless it drops that.
   */
  static List<String> asOrdinaryUser() {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    String rights = "-dac_override,-dac_read_search";
    return List.of("setpriv", "--bounding-set=" + rights, "--inh-caps=" + rights);
  }

  static PqJvm start(Path folder, List<String> command, Path out, Path err) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PQ_"));
    builder.environment().put("PQ_DB", folder.resolve("test.db").toString());
    builder.environment().put("HOME", folder.toString());
    builder.directory(folder.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new PqJvm(builder.start(), out, err);
  }

  /** Starts a command in this folder, with this input and this environment and no other. */
  static PqJvm start(Path folder, List<String> command, Path input, Map<String, String> environment)
      throws IOException {
    Path out = Files.createTempFile("pq", ".out");
    Path err = Files.createTempFile("pq", ".err");
    out.toFile().deleteOnExit();
    err.toFile().deleteOnExit();
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(input.toFile());
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new PqJvm(builder.start(), out, err);
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /**
   * SIGINT; but where the build itself runs in the background of a script, its children ignore
   * that, and SIGTERM takes its place.
   *
   * @return the exit status to expect
   */
  int interrupt() throws IOException, InterruptedException {
    Path status = Path.of("/proc", String.valueOf(pid()), "status");
    boolean ignoresIt =
        Files.exists(status)
            && Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Character.digit(line.charAt(line.length() - 1), 16) & 2) != 0);
    if (ignoresIt) {
      terminate();
      return 143;
    }
    new ProcessBuilder("kill", "-INT", String.valueOf(pid())).start().waitFor();
    return 130;
  }

  /**
   * Waits until a process has ended. One whose parent is gone stays listed, as defunct, until the
   * first process of the machine asks how it ended, which may take that a minute.
   */
  static void awaitGone(long pid) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isDefunct(pid)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("process " + pid + " still runs");
      }
      Thread.sleep(20);
    }
  }

  private static boolean isDefunct(long pid) {
    try {
      String status = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      return status.charAt(status.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException e) {
      return false; // gone, or no such files on this system
    }
  }

  /** Its end: exit status and output. */
  Pq.Result await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + PATIENCE_SECONDS + " s: " + said());
    }
    return new Pq.Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** Waits until it has printed this. */
  void awaitOutput(String text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!said().contains(text)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError("it never printed \"" + text + "\": " + said());
      }
      Thread.sleep(20);
    }
  }

  private String said() throws IOException {
    return Files.readString(out) + Files.readString(err);
  }

  @Override
  public void close() {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .toList()
        .forEach(ProcessHandle::destroyForcibly);
  }
}
