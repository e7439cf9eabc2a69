package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pipelines of docs/files.md are pasted, run, and print what it says. */
@Tag("slow")
@Timeout(240)
class FilesDocumentTest {
  private static final String TEXT = Project.read(Project.ROOT.resolve("docs/files.md"));
  private static final String CLASS =
      """
      import atk.pq.*;
      import atk.pq.files.*;
      import atk.pq.worker.*;
      import java.nio.file.*;
      import java.time.*;

      public class Shown {
        public static void run(Path folder) throws Exception {
          %s
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void thePipelineOfTheShellPrintsItsSums() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    String java = System.getProperty("java.home") + "/bin/java";
    String
        pq = // a process and no function: what is started in the background must be ended by kill
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' atk.pq.cli.Main \"$@\"\n"
                .formatted(java, System.getProperty("java.class.path"));
    Files.writeString(bin.resolve("pq"), pq);
    assertThat(bin.resolve("pq").toFile().setExecutable(true)).isTrue();
    Path printed = folder.resolve("printed");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", block("sh") + "wait\n")
            .directory(folder.toFile())
            .redirectError(folder.resolve("problems").toFile())
            .redirectOutput(printed.toFile());
    shell.environment().keySet().removeIf(name -> name.startsWith("PQ_"));
    shell.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    shell.environment().put("HOME", folder.toString());
    Process process = shell.start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ended in time").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(Files.readString(printed))
        .as(Files.readString(folder.resolve("problems")))
        .endsWith("7\n11\n7\n");
  }

  @Test
  void thePipelineInJavaDeliversItsSum() throws Exception {
    String code = block("java").replace("\"jobs.db\"", "folder.resolve(\"jobs.db\").toString()");
    Path file = Files.writeString(folder.resolve("Shown.java"), CLASS.formatted(code));
    ByteArrayOutputStream problems = new ByteArrayOutputStream();
    String classPath = System.getProperty("java.class.path");
    String[] arguments = {"-proc:none", "-cp", classPath, file.toString()};
    int result = ToolProvider.getSystemJavaCompiler().run(null, null, problems, arguments);
    assertThat(result).as(problems.toString(StandardCharsets.UTF_8)).isZero();
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    URL[] classes = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass("Shown").getMethod("run", Path.class).invoke(null, folder);
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).endsWith("7\n");
  }

  private static String block(String language) {
    Pattern block = Pattern.compile("(?s)```" + language + "\\n(.*?)```");
    return block
        .matcher(TEXT)
        .results()
        .map((MatchResult r) -> r.group(1))
        .findFirst()
        .orElseThrow();
  }
}
