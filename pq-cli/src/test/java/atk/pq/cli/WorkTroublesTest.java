package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code pq work} and its neighbours do when files, programs or outputs are not in order. */
@Timeout(120)
class WorkTroublesTest {
  private static final int LARGE = 100_000;

  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
  }

  @Test
  void aContentThatIsGoneOrDamagedMakesTheExitStatusSaySo() throws Exception {
    for (String name : List.of("gone", "damaged", "whole")) {
      Path file = Files.writeString(folder.resolve(name), name.repeat(LARGE));
      pq.out("put", "--file", file.toString());
    }
    Files.delete(content("gone".repeat(LARGE)));
    Path damaged = content("damaged".repeat(LARGE));
    Files.delete(damaged);
    Files.writeString(damaged, "Damaged".repeat(LARGE));
    Pq.Result result = work("--exec", "wc -c {}");
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.lines()).hasSize(1);
    assertThat(pq.out("ls", "--status", "manual_intervention", "-o", "id")).isEqualTo("1\n2\n");
    pq.out("put", "text");
    assertThat(work("--exec", "true").code()).as("the control").isZero();
  }

  @Test
  void aHandOverThatFailsIsToldAndLeavesNoContents() throws Exception {
    pq.out("put", "x");
    pq.out("queue", "set", "default", "--max-submissions", "1");
    Path stored = content("b".repeat(LARGE));
    Path store = folder.resolve("test.db.files");
    Files.createDirectories(store);
    Files.writeString(store.resolve(store.relativize(stored).getName(0)), "no folder");
    String each = "head -c " + LARGE + " /dev/zero | tr '\\0' ";
    String exec = each + "a > \"$PQ_OUT/1\"; " + each + "b > \"$PQ_OUT/2\"";
    Pq.Result result = work("--to", "next", "--shell", "--exec", exec);
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.err()).contains("item 1, submission 1: not handed on: cannot");
    assertThat(content("a".repeat(LARGE))).doesNotExist();
    assertThat(pq.out("ls", "-q", "next", "-o", "id")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 0", "exit 3", "sleep 60"})
  void aProgramThatHasLeftItsParentsIsEnded(String end) throws Exception {
    pq.out("put", "x");
    Path pid = folder.resolve("pid");
    String left = "( setsid sh -c 'echo $$ > " + pid + "; exec sleep 7771' & ); sleep 1; ";
    String[] options = {"--max", "1", "--timeout", "3s", "--shell", "--exec", left + end};
    Pq.Result result = work(options);
    assertThat(result.code()).isEqualTo(end.equals("exit 0") ? 0 : 4);
    PqJvm.awaitGone(Long.parseLong(Files.readString(pid).strip()));
  }

  @Test
  void nothingWritesToTheOutputsWhileTheyArePut() {
    pq.out("put", "x");
    String writes = "while :; do echo line >> \"$PQ_OUT/f\"; done";
    String exec = "( setsid sh -c '" + writes + "' & ); sleep 1";
    Pq.Result result = work("--to", "next", "--shell", "--exec", exec);
    assertThat(result.err()).contains("ended what its program had left running").hasLineCount(1);
    assertThat(result.code()).isZero();
    assertThat(pq.out("ls", "-q", "next", "-o", "id")).isEqualTo("2\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rm -rf \"$PQ_OUT\"", "rmdir \"$PQ_OUT\"; ln -s /etc \"$PQ_OUT\""})
  void aFolderForOutputsThatIsNoneAnyMoreIsTold(String exec) {
    pq.out("put", "x");
    pq.out("queue", "set", "default", "--max-submissions", "1");
    Pq.Result result = work("--to", "next", "--shell", "--exec", exec);
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.err()).contains("the folder for the outputs for next is").hasLineCount(1);
    assertThat(pq.out("ls", "-q", "next", "-o", "id")).isEmpty();
  }

  @Test
  void anItemThatIsTooLongForAnArgumentIsNotTriedAgain() {
    pq.input("x".repeat(200_000)).out("put", "--stdin");
    Pq.Result result = work("--exec", "true {}");
    assertThat(result.code()).isEqualTo(4);
    assertThat(pq.out("ls", "--status", "manual_intervention", "-o", "id")).isEqualTo("1\n");
    assertThat(pq.out("show", "1")).contains("too long to be an argument; leave out {}");
  }

  @Test
  void anEmptyNameOfAFileIsRefused() {
    Pq.Result result = pq.run("put", "--file", "");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).isEqualTo("pq: the name of the file is empty; name a file\n");
  }

  @Test
  void onlyTheKnownNamesOfTheLanguageArePassedOn() {
    pq.environment("LC_TIME", "C").environment("LC_SECRET", "s3cret");
    pq.out("put", "x");
    assertThat(work("--exec", "env").out()).contains("LC_TIME=C").doesNotContain("s3cret");
  }

  @Test
  void damagedCountersOfAFolderAreLeftOut() throws Exception {
    pq.out("put", "x");
    Path watched = Files.createDirectories(folder.resolve("test.db.files/watched"));
    Files.writeString(watched.resolve("ab"), "folder=/in\nqueue=q\ntaken=1x\n");
    Files.write(watched.resolve("cd"), new byte[] {-1, -2, '\\', 'u'});
    Files.writeString(watched.resolve("ef"), "");
    assertThat(pq.out("stats")).contains("default").doesNotContain("LAST_SCAN");
  }

  @Test
  void manageOnceTellsHowManyContentsItRemoved() throws Exception {
    String text = "content".repeat(LARGE);
    pq.out("put", "--file", Files.writeString(folder.resolve("f"), text).toString());
    assertThat(work("--exec", "true").code()).isZero();
    pq.out("purge", "--older", "0", "--yes");
    Instant old = Instant.now().minus(Duration.ofHours(2));
    Files.setLastModifiedTime(content(text), FileTime.from(old));
    assertThat(pq.out("manage", "--once")).endsWith(", contents removed 1\n");
    assertThat(pq.out("manage", "--once")).endsWith(", contents removed 0\n");
  }

  private Path content(String text) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    String name = HexFormat.of().formatHex(hash);
    return folder
        .resolve("test.db.files")
        .resolve(name.substring(0, 2))
        .resolve(name.substring(2, 4))
        .resolve(name);
  }

  private Pq.Result work(String... options) {
    return pq.run(
        Stream.concat(Stream.of("work", "--until-empty"), Stream.of(options))
            .toArray(String[]::new));
  }
}
