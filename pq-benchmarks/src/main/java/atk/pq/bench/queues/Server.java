package atk.pq.bench.queues;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server that a contender starts for itself, on loopback, and ends. Its port is left in its
 * folder: who opens the same folder while it runs, in another process, joins it.
 */
final class Server implements AutoCloseable {
  private final @Nullable Process process;
  private final int port;

  Server(Path folder, IntFunction<List<String>> command) throws IOException, InterruptedException {
    int running = runningIn(folder);
    if (running > 0) {
      port = running;
      process = null;
      return;
    }
    port = freePort();
    process =
        new ProcessBuilder(command.apply(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (int attempt = 0; ; attempt++) {
      try (Socket answers = new Socket(InetAddress.getLoopbackAddress(), port)) {
        runsIn(folder, port);
        return;
      } catch (IOException e) {
        if (attempt > 1_000 || !process.isAlive()) {
          process.destroyForcibly();
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }

  /** The port of the server that runs in this folder; 0 where none does. */
  static int runningIn(Path folder) throws IOException {
    Path file = folder.resolve("port");
    return Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
  }

  /** Says that a server runs in this folder. */
  static void runsIn(Path folder, int port) throws IOException {
    Files.writeString(folder.resolve("port"), "" + port);
  }

  /** Whether it was started here, not joined. */
  boolean isOwn() {
    return process != null;
  }

  /** A port below those that the system gives to outgoing connections. */
  static int freePort() throws IOException {
    for (int attempt = 0; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException e) {
        if (attempt == 100) {
          throw e;
        }
      }
    }
  }

  /** Whether a program of this name is installed. */
  static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  Line connect() throws IOException {
    return new Line(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection: lines and blocks of bytes. */
  static final class Line implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[16_384];
    private int from;
    private int to;

    Line(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
      out = socket.getOutputStream();
    }

    void send(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    String line() throws IOException {
      int end = from;
      while (end == to || buffer[end] != '\n') {
        if (end == to) {
          end -= from;
          more();
          end += from;
        } else {
          end++;
        }
      }
      int length = end > from && buffer[end - 1] == '\r' ? end - 1 - from : end - from;
      String line = new String(buffer, from, length, StandardCharsets.UTF_8);
      from = end + 1;
      return line;
    }

    /** Bytes and the line end after them. */
    String block(int length) throws IOException {
      while (to - from < length) {
        more();
      }
      String block = new String(buffer, from, length, StandardCharsets.UTF_8);
      from += length;
      line();
      return block;
    }

    /** Reads on; moves what is not read yet to the front of a buffer that is long enough. */
    private void more() throws IOException {
      byte[] longer = to - from > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
      System.arraycopy(buffer, from, longer, 0, to - from);
      to -= from;
      from = 0;
      buffer = longer;
      int read = in.read(buffer, to, buffer.length - to);
      if (read < 0) {
        throw new IOException("the server hung up");
      }
      to += read;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
