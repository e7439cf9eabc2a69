package atk.pq.cli.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs on one item. Its output goes on to ours, and the end of it is kept. Closing
 * it ends the program and everything it started.
 */
final class ChildProcess implements AutoCloseable {
  private static final int KEPT_BYTES = 8 * 1024;
  private static final Duration POLITENESS = Duration.ofSeconds(2);
  private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(1);

  private final Process process;
  private final RunMark mark;
  private final Tail output = new Tail(KEPT_BYTES);
  private final Tail errors = new Tail(KEPT_BYTES);
  private final List<Thread> pumps;
  private final Consumer<ChildProcess> onClose;

  private ChildProcess(
      Process process,
      RunMark mark,
      Input input,
      OutputStream out,
      OutputStream err,
      Consumer<ChildProcess> onClose) {
    this.process = process;
    this.mark = mark;
    this.onClose = onClose;
    this.pumps =
        List.of(
            pump(() -> copy(process.getInputStream(), output, out)),
            pump(() -> copy(process.getErrorStream(), errors, err)));
    if (input.file() == null) {
      pump(() -> feed(process.getOutputStream(), input.text()));
    }
  }

  /** What a program finds on its standard input: the text, or where there is one the file. */
  record Input(byte[] text, @Nullable Path file) {}

  /**
   * Starts a program.
   *
   * @param environment what it finds in its environment, and nothing else
   * @param onClose is told when it is closed
   */
  static ChildProcess start(
      List<String> command,
      Map<String, String> environment,
      Input input,
      OutputStream out,
      OutputStream err,
      Consumer<ChildProcess> onClose)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    RunMark mark = RunMark.of(UUID.randomUUID());
    builder.environment().put(RunMark.VARIABLE, mark.value());
    if (input.file() != null) {
      builder.redirectInput(input.file().toFile());
    }
    return new ChildProcess(builder.start(), mark, input, out, err, onClose);
  }

  /**
   * Waits for its end.
   *
   * @return its exit status (128 + n when signal n ended it), or null when the time was over
   */
  @Nullable Integer await(@Nullable Duration atMost) throws InterruptedException {
    if (atMost == null) {
      process.waitFor();
    } else if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      return null;
    }
    for (Thread pump : pumps) {
      pump.join(
          OUTPUT_PATIENCE.toMillis()); // a program left behind may keep the pipe open for ever
    }
    return process.exitValue();
  }

  /** The end of its standard output. */
  String output() {
    return output.text();
  }

  /** The end of its standard error. */
  String errors() {
    return errors.text();
  }

  /**
   * Ends the program, where it still runs, and whatever it started: politely, then by force. Does
   * so even when the thread was interrupted, which is the usual reason.
   */
  @Override
  public void close() {
    endWhatIsLeft();
    onClose.accept(this);
  }

  /** The same; returns whether anything was still running. */
  boolean endWhatIsLeft() {
    Set<ProcessHandle> left = new HashSet<>(terminate());
    boolean isAny = !left.isEmpty();
    boolean wasInterrupted = Thread.interrupted();
    long begin = System.nanoTime();
    long waited = 0;
    while (!left.isEmpty() && waited < 2 * POLITENESS.toNanos()) {
      if (waited >= POLITENESS.toNanos()) {
        left.forEach(ProcessHandle::destroyForcibly);
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
      left.addAll(running()); // born meanwhile
      left.removeIf(handle -> !isRunning(handle));
      waited = System.nanoTime() - begin;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    return isAny;
  }

  /** Asks the program and what it started to end, and does not wait. */
  List<ProcessHandle> terminate() {
    List<ProcessHandle> running = running();
    running.forEach(ProcessHandle::destroy);
    return running;
  }

  private List<ProcessHandle> running() {
    Stream<ProcessHandle> tree =
        process.isAlive()
            ? Stream.concat(process.descendants(), Stream.of(process.toHandle()))
            : Stream.of();
    return Stream.concat(tree, mark.processes())
        .distinct()
        .filter(ChildProcess::isRunning)
        .toList();
  }

  /** One that has ended and that nobody has asked how has no command any more. */
  private static boolean isRunning(ProcessHandle handle) {
    return handle.isAlive() && handle.info().command().isPresent();
  }

  private static Thread pump(Runnable work) {
    Thread thread = new Thread(work, "pq-exec");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void copy(InputStream from, Tail tail, OutputStream to) {
    byte[] buffer = new byte[4096];
    try {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        tail.write(buffer, n);
        to.write(buffer, 0, n);
        to.flush();
      }
    } catch (IOException e) {
      // the program was ended, and its pipe closed under us
    }
  }

  private static void feed(OutputStream to, byte[] input) {
    try (to) {
      to.write(input);
    } catch (IOException e) {
      // it does not want to read its standard input
    }
  }
}
