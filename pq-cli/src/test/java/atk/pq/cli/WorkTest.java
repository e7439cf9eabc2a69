package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code pq work} makes of items; of its programs: {@link WorkProgramsTest}. */
@Timeout(120)
class WorkTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder).environment("PQ_DB", database());
    pq.out("put", "nothing", "-q", "x");
    pq.run("queue", "set", "default", "--retry-delay", "1ms", "--max-submissions", "2");
  }

  /** The address of a new database. */
  String database() {
    return folder.resolve("test.db").toString();
  }

  @Test
  void eachItemIsProcessedAndItsOutputKeptAndHandedOn() {
    pq.out("put", "a", "b");
    Pq.Result result = pq.work("--keep-output", "--exec", "echo did {}");
    assertThat(result.code()).isZero();
    assertThat(result.lines()).containsExactly("did a", "did b");
    assertThat(pq.item(2).get("status")).isEqualTo("Processed");
    assertThat(pq.item(2).get("result")).isEqualTo("did a\n");
  }

  @Test
  void aFailureCrashesWithTheEndOfStandardErrorAsReason() {
    pq.out("put", "x");
    Pq.Result result = pq.work("--shell", "--exec", "seq 100000 >&2; echo the end >&2; exit 3");
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.err()).contains("item 2, submission 1: exit status 3\n");
    assertThat(pq.item(2).get("status")).isEqualTo("Manual_intervention");
    List<String> reasons = pq.reasons(2);
    assertThat(reasons).hasSize(2);
    assertThat(reasons.get(0)).startsWith("exit status 3\n").endsWith("100000\nthe end\n");
    assertThat(reasons.get(0).length()).isBetween(8_000, 8_192 + 20);
  }

  @Test
  void a65IsHopeless() {
    pq.out("put", "x");
    assertThat(pq.work("--shell", "--exec", "exit 65").code()).isEqualTo(4);
    assertThat(pq.item(2).get("status")).isEqualTo("Manual_intervention");
    assertThat(pq.item(2).get("submission_count")).hasToString("1");
  }

  @Test
  void a75IsTriedAgainAndAllIsWellInTheEnd() {
    pq.out("put", "x");
    Pq.Result result = pq.work("--shell", "--exec", "[ $PQ_SUBMISSION = 2 ] || exit 75");
    assertThat(result.code()).isZero();
    assertThat(pq.item(2).get("status")).isEqualTo("Processed");
    assertThat(pq.reasons(2)).containsExactly("exit status 75 (try again)");
  }

  @Test
  void severalRunAtOnce() {
    pq.out("put", "a", "b", "c");
    String exec =
        "touch "
            + folder
            + "/$1; until [ -e {dir}/a -a -e {dir}/b -a -e {dir}/c ]; do sleep 0.05; done";
    Pq.Result result =
        pq.work(
            "-j",
            "3",
            "--timeout",
            "60s",
            "--shell",
            "--exec",
            exec.replace("{dir}", folder.toString()));
    assertThat(result.code()).isZero();
  }

  @Test
  void untilEmptyEndsOnAPausedQueueAndSaysWhatIsLeft() {
    pq.out("put", "a", "b");
    pq.out("queue", "pause", "default");
    Pq.Result result = pq.work("--exec", "echo {}");
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            "pq: queue default is paused, so 2 of its items were not handed out; pq queue resume"
                + " default\n");
    pq.out("queue", "resume", "default");
    assertThat(pq.work("--exec", "true").code()).as("the control").isZero();
  }

  @Test
  void aDamagedItemIsNotRunAndTheExitStatusSaysSo() throws Exception {
    pq.out("put", "a", "b");
    damage(2);
    Pq.Result work = pq.work("--exec", "echo {}");
    assertThat(work.out()).isEqualTo("b\n");
    assertThat(work.code()).isEqualTo(4);
    assertThat(pq.item(2).get("status")).isEqualTo("Manual_intervention");
    pq.out("put", "c");
    assertThat(pq.work("--exec", "true").code()).as("the control").isZero();
  }

  @Test
  void whoGetsOnlyWhatIsDamagedIsToldByTheExitStatus() throws Exception {
    pq.out("put", "a", "b", "c");
    damage(2);
    assertThat(pq.run("get").code()).as("there was another one").isZero();
    pq.out("done", "3");
    damage(4);
    assertThat(pq.run("get").code()).isEqualTo(4);
    assertThat(pq.run("get").code()).as("nothing there any more").isEqualTo(3);
  }

  private void damage(long id) throws SQLException {
    try (Connection outside = connect();
        Statement statement = outside.createStatement()) {
      statement.execute("UPDATE pq_item SET payload = payload || '!' WHERE id = " + id);
    }
  }

  /** A stranger's connection to the database. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
  }

  @Test
  void itStopsAfterItsItemsOrWhenIdle() {
    pq.out("put", "a", "b");
    assertThat(pq.run("work", "--exec", "echo {}", "--max", "1").out()).isEqualTo("a\n");
    assertThat(pq.run("work", "--exec", "echo {}", "--idle-exit", "100ms").out()).isEqualTo("b\n");
  }

  @Test
  void aLostLeaseEndsTheProgramWithAllItStarted() throws Exception {
    pq.out("put", "x");
    Path pid = folder.resolve("pid");
    Thread thief =
        new Thread(
            () -> {
              waitFor(pid);
              pq.out("done", "2"); // as an operator: the claim is revoked
            });
    thief.start();
    String exec = "sleep 600 & echo $! > " + pid + "; wait";
    Pq.Result result = pq.work("--shell", "--lease", "600ms", "--max", "1", "--exec", exec);
    thief.join();
    assertThat(result.code()).isEqualTo(4);
    assertThat(pq.item(2).get("status")).isEqualTo("Processed");
    long grandchild = Long.parseLong(Files.readString(pid).strip());
    PqJvm.awaitGone(grandchild);
  }

  private static void waitFor(Path file) {
    try {
      while (!Files.exists(file) || Files.size(file) == 0) {
        Thread.sleep(20);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
