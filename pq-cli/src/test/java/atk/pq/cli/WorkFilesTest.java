package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.PersistentQ;
import atk.pq.cli.session.JsonReader;
import atk.pq.files.FolderProducer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files on the command line: put, handed to programs, handed on, written back. */
@Timeout(120)
class WorkFilesTest {
  @TempDir Path folder;
  private Pq pq;
  private String db;

  @BeforeEach
  void setUp() {
    db = database();
    pq = new Pq(folder).environment("PQ_DB", db);
  }

  /** The address of a new database. */
  String database() {
    return folder.resolve("test.db").toString();
  }

  @Test
  void aProgramGetsAReadOnlyFileUnderItsName() throws Exception {
    Path file = Files.writeString(folder.resolve("a b.csv"), "content");
    pq.out("put", "--file", file.toString());
    Files.delete(file); // the queue has it
    Pq.Result result = pq.work("--exec", "sh -c 'stat -c %A \"$1\"; echo \"$1\"; cat' sh {}");
    assertThat(result.lines().get(0)).startsWith("-r--------");
    assertThat(result.lines().get(1)).endsWith("/a_b.csv").isNotEqualTo(file.toString());
    assertThat(result.lines().get(2)).isEqualTo("content");
    assertThat(Path.of(result.lines().get(1))).doesNotExist();
  }

  @Test
  void whatTheProgramLeavesBecomesItemsOfTheNextQueue() throws Exception {
    Path file = Files.writeString(folder.resolve("x.csv"), "one");
    pq.out("put", "--file", file.toString());
    String exec = "tr a-z A-Z < \"$1\" > \"$PQ_OUT/up-$PQ_NAME\"; echo 2 > \"$PQ_OUT/second\"";
    assertThat(pq.work("--to", "next", "--shell", "--exec", exec).code()).isZero();
    assertThat(pq.item(1).get("status")).isEqualTo("Processed");
    assertThat(pq.out("ls", "-q", "next", "-o", "id")).isEqualTo("2\n3\n");
    assertThat(pq.out("show", "2", "--payload")).isEqualTo("2\n");
    assertThat(pq.out("show", "3", "--payload")).isEqualTo("ONE");
    assertThat(pq.item(3).get("item")).isEqualTo("up-x.csv");
  }

  @Test
  void whatAFailedProgramLeavesIsDiscarded() {
    pq.out("put", "x");
    String exec = "echo half > \"$PQ_OUT/half\"; [ $PQ_SUBMISSION = 2 ] || exit 75";
    pq.run("queue", "set", "default", "--retry-delay", "1ms");
    assertThat(pq.work("--to", "next", "--shell", "--exec", exec).code()).isZero();
    assertThat(pq.out("ls", "-q", "next", "-o", "id")).hasLineCount(1);
  }

  @Test
  void aReferenceIsReadWhereItLiesAndStaysThere() throws Exception {
    Path file = Files.writeString(folder.resolve("big"), "content");
    pq.out("put", "--ref", file.toString());
    assertThat(pq.work("--exec", "cat {}").out()).isEqualTo("content");
    assertThat(file).hasContent("content");
  }

  @Test
  void theContentIsWrittenBackToANewFileOnly() throws Exception {
    Path file = folder.resolve("bytes");
    byte[] bytes = {0, -1, 10, 13, -128};
    Files.write(file, bytes);
    pq.out("put", "--file", file.toString());
    Path saved = folder.resolve("saved");
    pq.out("show", "1", "--save", saved.toString());
    assertThat(saved).hasBinaryContent(bytes);
    assertThat(pq.run("show", "1", "--save", saved.toString()).code()).isNotZero();
  }

  @Test
  void nothingInAnItemOrANameIsEverRun() throws Exception {
    Path mark = folder.resolve("mark");
    List<String> nasty =
        List.of(
            "; touch " + mark, "$(touch " + mark + ")", "`touch " + mark + "`", "-rf", "--help");
    Path names = Files.createDirectory(folder.resolve("names"));
    for (String each : nasty) {
      pq.input(each).out("put", "--stdin");
      Path named = names.resolve(each.replace('/', '_'));
      pq.out("put", "--file", Files.writeString(named, "x").toString());
    }
    pq.input("nul \0 in it").out("put", "--stdin");
    Pq.Result plain = pq.work("--exec", "printf '%s\\n' {} x{}y");
    assertThat(plain.out()).contains(nasty);
    for (String each : nasty) {
      pq.input(each).out("put", "--stdin");
    }
    pq.work("--shell", "--exec", "printf '%s\\n' \"$1\" \"$PQ_NAME\"");
    assertThat(mark).doesNotExist();
    Process control = new ProcessBuilder("sh", "-c", nasty.get(1)).start();
    assertThat(control.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(mark).as("the control: a shell would have made it").exists();
  }

  @Test
  void aProgramSeesOnlyTheEnvironmentItNeeds() {
    pq.environment("AWS_SECRET", "s3cret").environment("LC_ALL", "C").environment("WANTED", "w");
    pq.out("put", "x");
    Pq.Result result =
        pq.work("--to", "next", "--env", "WANTED", "--env", "EXTRA=1", "--exec", "env");
    assertThat(result.lines().stream().map(line -> line.replaceAll("=.*", "")))
        .containsExactlyInAnyOrder(
            "EXTRA",
            "LC_ALL",
            "PATH",
            "PQ_ID",
            "PQ_NAME",
            "PQ_OUT",
            "PQ_QUEUE",
            "PQ_RUN",
            "PQ_SUBMISSION",
            "WANTED");
  }

  @Test
  void aDamagedFileIsNotRunAndTheExitStatusSaysSo() throws Exception {
    Path file = Files.writeString(folder.resolve("ref"), "before");
    pq.out("put", "--ref", file.toString());
    Files.writeString(file, "after!");
    Pq.Result result = pq.work("--exec", "cat {}");
    assertThat(result.out()).isEmpty();
    assertThat(result.code()).isEqualTo(4);
    assertThat(pq.out("show", "1")).contains("Manual_intervention", "DAMAGED", "the file changed");
  }

  @Test
  void whatIsNoFileIsRefusedWithOneLine() {
    Pq.Result result = pq.run("put", "--file", folder.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("is a folder").hasLineCount(1);
  }

  @Test
  void outputsThatAreNoFilesCrashTheItem() {
    pq.out("put", "x");
    pq.out("queue", "set", "default", "--max-submissions", "1");
    Pq.Result result =
        pq.run("work", "--shell", "--exec", "mkdir \"$PQ_OUT/d\"", "--to", "n", "--until-empty");
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.err()).contains("hold something else than files");
  }

  @Test
  void statsShowWhatTheWatchersOfAFolderDid() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    Files.writeString(in.resolve("x.csv"), "content");
    try (PersistentQ queue = PersistentQ.connect(db);
        FolderProducer producer =
            FolderProducer.on(queue, in).queue("csv").settle(Duration.ofMillis(10)).start()) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (producer.put() < 1) {
        assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
        Thread.sleep(10);
      }
    }
    assertThat(pq.out("stats")).contains("UNPROCESSED", "LAST_SCAN", in.toRealPath().toString());
    List<?> folders = (List<?>) JsonReader.read(pq.out("stats", "--folders", "-o", "json"));
    Map<?, ?> counted = (Map<?, ?>) folders.get(0);
    assertThat(folders).hasSize(1);
    assertThat(counted.get("queue")).isEqualTo("csv");
    assertThat(counted.get("put")).hasToString("1");
    assertThat(counted.get("bytes")).hasToString("7");
    assertThat(pq.out("stats", "--folders", "-q", "other", "-o", "json")).isEqualTo("[]\n");
  }
}
