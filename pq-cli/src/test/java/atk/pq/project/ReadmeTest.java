package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is compiled and run, and prints what the README says. */
class ReadmeTest {
  private static final String README = Project.read(Project.ROOT.resolve("README.md"));
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\\n(.*?)```");
  private static final Pattern SHELL_BLOCK = Pattern.compile("(?s)```sh\\n(.*?)```");
  private static final Pattern REQUEST_ROW = Pattern.compile("(?m)^\\| (?:`|the Man).*$");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static final String CLASS =
      """
      import atk.pq.*;
      import atk.pq.worker.*;
      import java.time.*;
      import java.util.*;
      import java.util.stream.*;

      public class Shown {
        public static void run(%s) throws Exception {
          %s
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void theFirstUsePrintsWhatItSays() throws Exception {
    assertThat(run(block(0))).containsExactly("working on report-17.csv", "Processed");
  }

  @Test
  void theWorkerHandlesItsItem() throws Exception {
    assertThat(run(block(1))).containsExactly("thumbnail of 17");
  }

  @Test
  void theWordsOfTheRequestAllRun() throws Exception {
    assertThat(run(block(2)))
        .containsExactly("Manual_intervention", "1 Processed", "2 Manual_intervention", "1 purged");
  }

  @Test
  void theTableOfTheRequestCompiles() throws Exception {
    List<String> statements = new ArrayList<>();
    for (String row : matches(REQUEST_ROW, README).map(MatchResult::group).toList()) {
      String javaColumn = row.split("\\|")[2];
      matches(CODE, javaColumn).forEach(code -> statements.add(code.group(1) + ";"));
    }
    assertThat(statements).hasSize(9);
    String parameters =
        "PersistentQ pq, String dbName, String dbType, String name, String type, String item,"
            + " Status status, Duration duration";
    compile(CLASS.formatted(parameters, String.join("\n", statements)));
  }

  @Test
  @Tag("slow")
  void theShellLinesRun() throws Exception {
    String lines = matches(SHELL_BLOCK, README).findFirst().orElseThrow().group(1);
    assertThat(lines.lines()).hasSize(6);
    String command =
        "pq() { '%s/bin/java' -cp '%s' atk.pq.cli.Main \"$@\"; }; set -e\n%s"
            .formatted(
                System.getProperty("java.home"), System.getProperty("java.class.path"), lines);
    Path printed = folder.resolve("printed");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("problems").toFile())
            .redirectOutput(printed.toFile());
    shell.environment().keySet().removeIf(name -> name.startsWith("PQ_"));
    shell.environment().put("HOME", folder.toString());
    Process process = shell.start();
    try {
      boolean ended = process.waitFor(3, TimeUnit.MINUTES);
      assertThat(ended).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("problems"))).isZero();
    assertThat(Files.readString(printed))
        .startsWith("1\n2\n")
        .contains("report-17.csv", "working on report-18.csv");
  }

  @Test
  void itIsShort() {
    assertThat(README.lines().count()).isLessThanOrEqualTo(200);
  }

  private static String block(int number) {
    List<String> blocks = matches(BLOCK, README).map(block -> block.group(1)).toList();
    assertThat(blocks).hasSize(3);
    return blocks.get(number);
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  /** Runs the statements on a database of their own; the lines they print. */
  private List<String> run(String statements) throws Exception {
    Path db = folder.resolve("jobs.db");
    compile(CLASS.formatted("", statements.replace("\"jobs.db\"", "\"" + db + "\"")));
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    URL[] classes = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass("Shown").getMethod("run").invoke(null);
    } finally {
      System.setOut(out);
    }
    assertThat(db).exists();
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void compile(String source) throws Exception {
    Path file = Files.writeString(folder.resolve("Shown.java"), source);
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    String[] arguments = {
      "-proc:none", "-cp", System.getProperty("java.class.path"), file.toString()
    };
    int result = ToolProvider.getSystemJavaCompiler().run(null, null, problems, arguments);
    assertThat(result).as(problems.toString(StandardCharsets.UTF_8)).isZero();
  }
}
