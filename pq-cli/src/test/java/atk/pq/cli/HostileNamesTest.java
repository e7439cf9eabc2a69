package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.cli.session.JsonReader;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of any name through every path: put, get, a program's argument and environment, outputs,
 * and the folder of a watcher. A name is data: it is kept, and never becomes a path or code.
 */
@Timeout(120)
class HostileNamesTest {
  private static final List<String> NAMES =
      List.of(
          "-rf",
          "--",
          "a b",
          "x\ny",
          "{}",
          "'\"`",
          "$(touch X)",
          "; touch X",
          "..x",
          ".x",
          "%s%n",
          "a\\b",
          "~",
          "*",
          "n".repeat(255));

  /** As text; on disk the fourth byte is 0xFF, which is no UTF-8. */
  private static final String NO_TEXT = "bad\ufffdname";

  @TempDir Path folder;
  private Path names;
  private Pq pq;

  @BeforeEach
  void setUp() throws Exception {
    pq = new Pq(folder);
    names = Files.createDirectory(folder.resolve("names"));
    for (String name : NAMES) {
      Files.writeString(names.resolve(name), "content of " + name);
    }
  }

  private void addNameThatIsNoText() throws Exception {
    shell("printf %s 'content of bad' > \"$(printf 'names/bad\\377name')\"");
  }

  @Test
  void putAndGetKeepThem() throws Exception {
    for (String how : List.of("--file", "--ref")) {
      List<String> put = new ArrayList<>(List.of("put", how));
      NAMES.forEach(name -> put.add(names.resolve(name).toString()));
      pq.out(put.toArray(String[]::new));
    }
    List<?> got = (List<?>) JsonReader.read(pq.out("get", "-n", "100", "-o", "json"));
    assertThat(got).hasSize(2 * NAMES.size());
    for (int i = 0; i < got.size(); i++) {
      String name = NAMES.get(i % NAMES.size());
      Map<?, ?> item = (Map<?, ?>) got.get(i);
      assertThat(item.get("item")).isEqualTo(name);
      assertThat(((Map<?, ?>) item.get("file")).get("name")).isEqualTo(name);
    }
    try (PersistentQ db = connect()) {
      for (int i = 0; i < got.size(); i++) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        db.copyContent(i + 1, content);
        assertThat(content).hasToString("content of " + NAMES.get(i % NAMES.size()));
      }
    }
    pq.out("put", "--file", names.resolve("x\ny").toString());
    assertThat(pq.out("get")).as("one line, whatever the name").endsWith("\tx↵y\n").hasLineCount(1);
  }

  @Test
  void theyAreNeitherPathsNorCodeForPrograms() throws Exception {
    addNameThatIsNoText();
    String leave = "cp names/* names/.x names/..x \"$PQ_OUT\"";
    pq.out("put", "start");
    shellInFolder(leave, "default", "one");
    List<String> all = Stream.concat(NAMES.stream(), Stream.of(NO_TEXT)).sorted().toList();
    assertThat(names("one")).as("as outputs").isEqualTo(all);

    String argument = "-q one work --until-empty --to two --exec";
    String exec = "sh -c 'cat \"$1\"; echo; echo \"$1\"; cp \"$1\" \"$PQ_OUT/$PQ_NAME\"' sh {}";
    Pq.Result result =
        pq.run(
            Stream.concat(Stream.of(argument.split(" ")), Stream.of(exec)).toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(names("two")).as("by their names in the environment").isEqualTo(all);
    List<String> paths =
        result.lines().stream().filter(line -> line.startsWith(folder.toString())).toList();
    assertThat(paths).hasSize(all.size());
    assertThat(paths)
        .allMatch(path -> path.matches(".*/test\\.db\\.files/tmp/[^/]+/claim-[^/]+/in/[\\w.-]+"))
        .noneMatch(path -> path.matches(".*/[.-][^/]*"));
    for (String name : NAMES) {
      assertThat(result.out()).contains("content of " + name + "\n");
    }
    assertThat(folder.resolve("X")).as("what a shell would have made").doesNotExist();
  }

  @Test
  void outputsThatAreNoFilesAreNotFollowedNorWaitedFor() throws Exception {
    for (String make :
        List.of("mkfifo $PQ_OUT/x", "ln -s /etc/passwd $PQ_OUT/x", "ln -s . $PQ_OUT/x")) {
      pq.out("put", make);
      pq.out("queue", "set", "default", "--max-submissions", "1");
      Pq.Result result = pq.run("work", "--until-empty", "--to", "next", "--shell", "--exec", make);
      assertThat(result.code()).as(make).isEqualTo(4);
      assertThat(result.err()).as(make).contains("something else than files: x").hasLineCount(1);
    }
    assertThat(names("next")).isEmpty();
  }

  @Test
  void whatIsNoFileIsRefused() throws Exception {
    shell("mkfifo pipe; ln -s names link; ln -s names/-rf file; ln -s nowhere dangling");
    for (String how : List.of("--file", "--ref")) {
      for (String name : List.of("pipe", "link", "file", "dangling", "names", "names/..", "/")) {
        Pq.Result result = pq.run("put", how, folder.resolve(name).toString());
        assertThat(result.code()).as(name).isEqualTo(2);
        assertThat(result.err()).as(name).startsWith("pq: ").hasLineCount(1);
      }
    }
    assertThat(pq.out("ls", "-o", "id")).isEmpty();
  }

  @Test
  @Tag("slow")
  void asArgumentsOfACommandTheyNeedNoFolderButHaveToBeText() throws Exception {
    addNameThatIsNoText();
    List<String> java = PqJvm.command(folder, "put", "--file");
    String command = "exec \"$@\" -rf '{}' '; touch X' '" + "n".repeat(255) + "'";
    try (PqJvm put = inNames(command, java)) {
      Pq.Result result = put.await();
      assertThat(result).isEqualTo(new Pq.Result(0, "1\n2\n3\n4\n", ""));
    }
    try (PqJvm put = inNames("exec \"$@\" -rf \"$(printf 'bad\\377name')\"", java)) {
      Pq.Result result = put.await();
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("pq watch-dir").hasLineCount(1);
    }
    assertThat(names("default")).containsExactly("-rf", "; touch X", "n".repeat(255), "{}");
  }

  private PqJvm inNames(String script, List<String> java) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "cd names; " + script, "sh"));
    command.addAll(java);
    Path input = Path.of("/dev/null");
    String db = folder.resolve("test.db").toString();
    return PqJvm.start(folder, command, input, Map.of("PQ_DB", db, "LC_ALL", "C.UTF-8"));
  }

  private void shellInFolder(String code, String from, String to) {
    String exec = "cd '" + folder + "'; " + code;
    Pq.Result result =
        pq.run("-q", from, "work", "--until-empty", "--to", to, "--shell", "--exec", exec);
    assertThat(result.code()).as(result.err()).isZero();
  }

  private PersistentQ connect() {
    return PersistentQ.connect(folder.resolve("test.db").toString());
  }

  private List<String> names(String queue) {
    try (PersistentQ db = connect();
        Stream<Item> items = db.find(ItemFilter.all().withQueue(queue))) {
      return items.map(Item::text).sorted().toList();
    }
  }

  private void shell(String command) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).start();
    assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(shell.exitValue()).isZero();
  }
}
