package atk.pq.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How a class of ours is run in a JVM of its own. */
public final class ChildJvm {
  private final Class<?> main;
  private final List<String> flags = new ArrayList<>();
  private final List<String> before = new ArrayList<>();

  private ChildJvm(Class<?> main) {
    this.main = main;
    if (Runtime.version().feature() >= 24) {
      flags.add("--enable-native-access=ALL-UNNAMED");
    }
  }

  /** Runs the {@code main} of this class. */
  public static ChildJvm of(Class<?> main) {
    return new ChildJvm(main);
  }

  /** With these flags of the JVM. */
  public ChildJvm with(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  /** Started by this command. */
  public ChildJvm under(List<String> command) {
    before.addAll(command);
    return this;
  }

  /** Starts it; what it says on standard error goes to ours. */
  public Running start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new Running(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Runs it to its end; what it printed. */
  public String run(String... arguments) throws IOException, InterruptedException {
    try (Running running = start(arguments)) {
      return running.rest();
    }
  }

  /** One that runs; closing it ends it. */
  public static final class Running implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private Running(Process process) {
      this.process = process;
      this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Its id. */
    public long pid() {
      return process.pid();
    }

    /** The next line it prints. */
    public String line() throws IOException {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("a process of the comparison ended early");
      }
      return line;
    }

    /** Tells it a line. */
    public void tell(String line) throws IOException {
      process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    /** Waits for its end; what it printed that was not read yet. */
    public String rest() throws IOException, InterruptedException {
      StringBuilder text = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        text.append(line).append('\n');
      }
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("a process of the comparison failed with " + process.exitValue());
      }
      return text.toString();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
