package atk.pq.cli.session;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What surrounds one run of the command: the process's own in {@code main}, captured ones in tests.
 *
 * @param in standard input
 * @param out standard output, buffered: data
 * @param err standard error: chatter and errors
 * @param env the environment
 * @param folder the working folder
 * @param inIsTerminal whether somebody can be asked
 * @param outIsTerminal whether somebody reads along
 * @param errIsTerminal whether a progress bar makes sense
 * @param columns how wide that terminal is
 */
public record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> env,
    Path folder,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns) {
  /** Where nobody knows better. */
  public static final int USUAL_COLUMNS = 80;

  /**
   * Those of this process. Which of its streams are terminals is told by {@code bin/pq} in the
   * property {@code pq.tty}, as the digits of their descriptors, and how wide that of standard
   * error is in {@code pq.columns}; Java itself cannot tell.
   */
  public static Surroundings ofProcess() {
    String terminals = System.getProperty("pq.tty", "");
    PrintStream out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    return new Surroundings(
        System.in,
        out,
        err,
        System.getenv(),
        Path.of(""),
        terminals.contains("0"),
        terminals.contains("1"),
        terminals.contains("2"),
        columns(System.getProperty("pq.columns", "")));
  }

  private static int columns(String given) {
    return given.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(given) : USUAL_COLUMNS;
  }
}
