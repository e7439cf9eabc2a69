package atk.pq.postgresql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link LoadMain} in a process of its own. Ended by {@link #close} at the latest. */
final class LoadProcess implements AutoCloseable {
  private final Process process;
  private final Path log;

  private LoadProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static LoadProcess start(String url, String role, int threads) {
    try {
      Path log = Files.createTempFile("pq-load-", ".log");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LoadMain.class.getName(),
                  url,
                  role,
                  Integer.toString(threads),
                  log.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.to(Path.of(log + ".out").toFile()))
              .start();
      return new LoadProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has written down so far. */
  List<String> lines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has written that many lines more of this kind. */
  void awaitMore(String kind, int count) throws InterruptedException {
    await(kind, count(kind) + count);
  }

  /** Waits until it has written that many lines of this kind; fails after a minute of silence. */
  void await(String kind, long wanted) throws InterruptedException {
    long last = -1;
    long deadline = 0;
    for (long count = count(kind); count < wanted; count = count(kind)) {
      if (count > last) {
        deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      }
      last = count;
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError(
            "only " + count + " of " + wanted + " lines " + kind + "; " + output());
      }
      Thread.sleep(Math.max(20, count / 100)); // it is all read again each time
    }
  }

  /** Tells one that holds to go on: to get, or to finish. */
  void tell() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Stops it where it stands, or lets it go on: {@code STOP}, {@code CONT}. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill -" + name + " failed");
    }
  }

  long count(String kind) {
    return lines().stream().filter(line -> line.contains(" " + kind + " ")).count();
  }

  private String output() {
    try {
      return Files.readString(Path.of(log + ".out"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Lets it finish what it has begun and end; returns all that it wrote down. */
  List<String> finish() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new AssertionError("the client did not end: " + output());
    }
    return lines();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      Files.deleteIfExists(log);
      Files.deleteIfExists(Path.of(log + ".out"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
