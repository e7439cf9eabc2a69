package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments that look like something else, output that cannot be written, lines of an import. */
class OddInputTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
  }

  @Test
  void anItemThatBeginsWithAnAtSignIsAnItem() throws Exception {
    Path file = Files.writeString(folder.resolve("arguments"), "secret --priority 9");

    pq.out("put", "@" + file, "--key", "@" + file);

    assertThat(pq.out("show", "1", "--payload")).isEqualTo("@" + file);
    assertThat(pq.out("ls", "-o", "jsonl")).contains("\"priority\":0").contains("\"key\":\"@");
  }

  @Test
  void getAndWaitPrintEachItemOnOneLine() {
    String odd = "two\nlines\tand \u001b[31mred" + "x".repeat(100);
    String shown = "two↵lines·and ·[31mred" + "x".repeat(100);
    pq.input(odd + "\0").out("put", "--stdin", "-0");

    assertThat(pq.out("get")).isEqualTo("1\t" + shown + "\n");
    pq.out("done", "1", "--result", odd);
    assertThat(pq.out("wait", "1")).isEqualTo("1\tProcessed\t" + shown + "\n");
    assertThat(pq.out("show", "1", "--payload")).as("the item itself").isEqualTo(odd);
  }

  @Test
  void outputThatCannotBeWrittenIsAnError() throws Exception {
    pq.out("put", "a");
    ProcessBuilder export = new ProcessBuilder(PqJvm.command(folder, "export"));
    export.environment().put("PQ_DB", folder.resolve("test.db").toString());
    export.redirectOutput(new File("/dev/full")); // every write there fails: no space left
    Process process = export.redirectErrorStream(false).start();
    String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(error).startsWith("pq: standard output could not be written");
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void anImportLeavesItemsWithFilesOutAndSaysSo() throws Exception {
    Path file = Files.writeString(folder.resolve("report.csv"), "1;2;3");
    pq.out("put", "before");
    pq.out("put", "--file", file.toString());
    pq.out("put", "after");
    String exported = pq.out("export");

    Pq other = new Pq(Files.createDirectory(folder.resolve("other")));
    Pq.Result result = other.input(exported).run("import");

    assertThat(result.out()).isEqualTo("2\n");
    assertThat(result.err()).contains("1 items with files were left out");
    assertThat(result.code()).isEqualTo(1);
    assertThat(other.out("ls", "-o", "id")).isEqualTo("1\n2\n");
  }
}
