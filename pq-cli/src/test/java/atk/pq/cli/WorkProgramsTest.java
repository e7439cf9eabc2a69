package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How {@code pq work} runs programs: what they get, and how they are ended. */
@Timeout(120)
class WorkProgramsTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
    pq.out("put", "nothing", "-q", "x");
    pq.run("queue", "set", "default", "--retry-delay", "1ms", "--max-submissions", "2");
  }

  @Test
  void theItemIsOneArgumentWhateverIsInIt() {
    String nasty = "-n $(touch x) 'q' \"r\" ; rm * {} \\ \n ü";
    pq.input(nasty + "\0").out("put", "--stdin", "-0");
    Pq.Result result = pq.work("--exec", "printf '[%s]' {} 'a b'");
    assertThat(result.out()).isEqualTo("[" + nasty + "][a b]");
  }

  @Test
  void theItemIsOnStandardInputToo() {
    pq.out("put", "to be read");
    assertThat(pq.work("--exec", "tr a-z A-Z").out()).isEqualTo("TO BE READ");
  }

  @Test
  void anItemThatNobodyReadsDoesNotHang() {
    pq.input("x".repeat(1_000_000)).out("put", "--stdin");
    assertThat(pq.work("--exec", "true").code()).isZero();
  }

  @Test
  void theProgramKnowsItsItemFromTheEnvironment() {
    pq.out("put", "x", "--key", "report-17");
    Pq.Result result =
        pq.work("--shell", "--exec", "echo $PQ_ID $PQ_SUBMISSION $PQ_QUEUE $PQ_NAME \"$1\"");
    assertThat(result.out()).isEqualTo("2 1 default report-17 x\n");
  }

  @Test
  void aSignalIsTold() {
    pq.out("put", "x");
    pq.work("--shell", "--max", "1", "--exec", "kill -9 $$");
    assertThat(pq.reasons(2)).containsExactly("exit status 137 (signal 9)");
  }

  @Test
  void aProgramThatTakesTooLongIsEndedWithAllItStarted() throws Exception {
    pq.out("put", "x");
    Path pid = folder.resolve("pid");
    String exec = "sleep 600 & echo $! > " + pid + "; wait";
    Pq.Result result = pq.work("--shell", "--max", "1", "--timeout", "300ms", "--exec", exec);
    assertThat(result.code()).isEqualTo(4);
    assertThat(pq.reasons(2)).containsExactly("still running after 300 ms; ended");
    long grandchild = Long.parseLong(Files.readString(pid).strip());
    PqJvm.awaitGone(grandchild);
  }

  @Test
  void aProgramThatIgnoresSigtermIsEndedAllTheSame() {
    pq.out("put", "x");
    String exec = "trap '' TERM; while true; do sleep 0.1; done";
    pq.work("--shell", "--max", "1", "--timeout", "200ms", "--exec", exec);
    assertThat(pq.reasons(2)).containsExactly("still running after 200 ms; ended");
  }

  @Test
  void aProgramLeftBehindDoesNotHoldUpItsItem() {
    pq.out("put", "x");
    String exec = "sleep 5 & exit 0";
    long begin = System.nanoTime();
    assertThat(pq.work("--shell", "--exec", exec).code()).isZero();
    assertThat(System.nanoTime() - begin).isLessThan(60_000_000_000L);
  }

  @Test
  void anItemWithNulCannotBeAnArgumentButCanBeRead() {
    pq.input("{\"item\":\"a\\u0000b\"}\n{\"item\":\"c\\u0000d\"}\n").out("import");
    pq.work("--max", "1", "--exec", "echo {}");
    assertThat(pq.reasons(2).get(0)).contains("NUL");
    assertThat(pq.item(2).get("status")).isEqualTo("Manual_intervention");
    assertThat(pq.work("--exec", "cat").out()).isEqualTo("c\0d");
  }

  @Test
  void aProgramThatIsNotThereIsToldBeforeAnyItemIsTaken() {
    pq.out("put", "x");
    Pq.Result result = pq.work("--exec", "no-such-program {}");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("pq: there is no program \"no-such-program\"")
        .hasLineCount(1);
    assertThat(pq.item(2).get("submission_count")).hasToString("0");
  }

  @Test
  void aPlaceholderInShellCodeIsRefused() {
    Pq.Result result = pq.work("--shell", "--exec", "rm {}");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("\"$1\"").hasLineCount(1);
  }
}
