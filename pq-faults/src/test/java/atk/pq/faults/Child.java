package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A JVM that a test starts, stops with signals and always ends. What it says on its standard output
 * is kept line by line, also what it said just before it was killed: the signal goes to the process
 * and leaves our end of the pipe open.
 */
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final Path errors;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private Child(String name, Process process, Path errors) {
    this.name = name;
    this.process = process;
    this.errors = errors;
    reader = new Thread(this::read, "reads " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** Describes a JVM that runs {@code main} with these arguments. */
  static Command of(Class<?> main, Object... arguments) {
    return new Command(main, arguments);
  }

  /** How a child is started. */
  static final class Command {
    private final Class<?> main;
    private final Object[] arguments;
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");
    private Path library = NativeLibrary.folder();

    private Command(Class<?> main, Object... arguments) {
      this.main = main;
      this.arguments = arguments;
    }

    /** Runs the JVM under another program, such as strace. */
    Command under(String... program) {
      before.addAll(List.of(program));
      return this;
    }

    Command option(String option) {
      options.add(option);
      return this;
    }

    Command classPath(String newClassPath, Path newLibrary) {
      classPath = newClassPath;
      library = newLibrary;
      return this;
    }

    Child start() {
      List<String> words = new ArrayList<>(before);
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
      if (options.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
        words.add("-Xmx128m");
      }
      if (Runtime.version().feature() >= 24) {
        words.add("--enable-native-access=ALL-UNNAMED");
      }
      words.add("-Dorg.sqlite.lib.path=" + library);
      words.addAll(options);
      words.addAll(List.of("-cp", classPath, main.getName()));
      for (Object argument : arguments) {
        words.add(argument.toString());
      }
      try {
        Path errors = Files.createTempFile("pq-child-", ".err");
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
        builder.directory(new File(System.getProperty("java.io.tmpdir")));
        return new Child(main.getSimpleName(), builder.start(), errors);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot start " + words, e);
      }
    }
  }

  long pid() {
    return process.pid();
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("cannot read: " + e);
    }
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  /** What it has said so far. After {@link #kill()} or {@link #awaitEnd()}: everything. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** What it has acknowledged so far. */
  List<Ack> acks() {
    return lines().stream().filter(Ack::isAck).map(Ack::parse).toList();
  }

  /** What it has acknowledged since this was asked last; kept no longer. */
  List<Ack> takeAcks() {
    List<String> taken;
    synchronized (this) {
      taken = List.copyOf(lines);
      lines.clear();
    }
    return taken.stream().filter(Ack::isAck).map(Ack::parse).toList();
  }

  /** Waits until it says such a line, and returns the first from {@code from} on. */
  synchronized String await(int from, Predicate<String> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int next = from;
    while (true) {
      for (; next < lines.size(); next++) {
        if (wanted.test(lines.get(next))) {
          return lines.get(next);
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (ended || left <= 0) {
        throw new AssertionError((ended ? "it ended: " : "it says nothing more: ") + this);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted", e);
      }
    }
  }

  /** Waits until it is ready to work. */
  Child awaitReady() {
    await(0, line -> line.equals(Pipe.READY));
    return this;
  }

  /** Whether it has said by now that it is ready to work. */
  boolean isReady() {
    return lines().contains(Pipe.READY);
  }

  /** Writes a line to its standard input. */
  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell " + this, e);
    }
  }

  // ---- signals

  /** SIGKILL; everything it said before is read to the end. */
  void kill() {
    process.toHandle().destroyForcibly();
    awaitEnd();
  }

  void pause() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
      assertThat(kill.waitFor()).as("kill -" + name).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits until it has ended by itself; its exit code. */
  int awaitEnd() {
    return awaitEnd(PATIENCE);
  }

  private int awaitEnd(Duration most) {
    try {
      assertThat(process.waitFor(most.toSeconds(), TimeUnit.SECONDS))
          .as("it ended: %s", this)
          .isTrue();
      reader.join(PATIENCE.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has ended, and insists that it ended well. */
  void awaitSuccess(Duration most) {
    assertThat(awaitEnd(most)).as("exit code of %s", this).isZero();
  }

  /** What it said on its standard error. */
  String errors() {
    try (InputStream in = Files.newInputStream(errors)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(" + e + ")";
    }
  }

  @Override
  public void close() {
    process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
    try {
      process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      reader.join(PATIENCE.toMillis());
      Files.deleteIfExists(errors);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** For failure messages: who it is and what it said last. */
  @Override
  public String toString() {
    List<String> all = lines();
    List<String> last = all.subList(Math.max(0, all.size() - 20), all.size());
    return "%s (pid %d), %d lines, the last %s; its errors: %s"
        .formatted(name, pid(), all.size(), last, errors());
  }
}
