package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.cli.session.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands in processes of their own, and what signals do to them. */
@Timeout(300)
class ProcessesTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
  }

  @Test
  void aJobGoesFromOneProcessToAnother() throws Exception {
    try (PqJvm put = PqJvm.start(folder, "put", "ü job")) {
      assertThat(put.await()).isEqualTo(new Pq.Result(0, "1\n", ""));
    }
    try (PqJvm get = PqJvm.start(folder, "get", "-o", "json");
        PqJvm wait = PqJvm.start(folder, "wait", "1")) {
      Pq.Result got = get.await();
      assertThat(got.err()).isEmpty();
      Map<?, ?> item = (Map<?, ?>) JsonReader.read(got.out());
      assertThat(item.get("item")).isEqualTo("ü job");
      String token = (String) item.get("token");
      try (PqJvm done = PqJvm.start(folder, "done", "1", "--token", token, "--result", "ok")) {
        assertThat(done.await()).isEqualTo(new Pq.Result(0, "", ""));
      }
      assertThat(wait.await()).isEqualTo(new Pq.Result(0, "1\tProcessed\tok\n", ""));
    }
  }

  @Test
  void longCommandsEndCleanlyOnSignals() throws Exception {
    pq.out("put", "x");
    try (PqJvm ls = PqJvm.start(folder, "ls", "--watch", "100ms");
        PqJvm stats = PqJvm.start(folder, "stats", "--watch", "100ms");
        PqJvm manage = PqJvm.start(folder, "manage")) {
      ls.awaitOutput("Unprocessed");
      stats.awaitOutput("DONE/S");
      manage.awaitOutput("managing");
      int interrupted = ls.interrupt();
      stats.interrupt();
      manage.terminate();
      assertThat(ls.await().code()).isEqualTo(interrupted);
      assertThat(stats.await().code()).isEqualTo(interrupted);
      Pq.Result managed = manage.await();
      assertThat(managed.code()).isEqualTo(143);
      assertThat(managed.err()).hasLineCount(1);
    }
    try (PqJvm wait = PqJvm.start(folder, "wait", "1", "-v")) {
      Thread.sleep(1_000); // it says nothing before it ends
      int interrupted = wait.interrupt();
      assertThat(wait.await()).isEqualTo(new Pq.Result(interrupted, "", ""));
    }
  }

  @Test
  void workStopsAfterTheRunningItemOnSigterm() throws Exception {
    pq.out("put", "a", "b", "c");
    Path go = folder.resolve("go");
    String exec = "echo begun; until [ -e " + go + " ]; do sleep 0.05; done; echo ended";
    try (PqJvm work = PqJvm.start(folder, "work", "--grace", "60s", "--shell", "--exec", exec)) {
      work.awaitOutput("begun");
      work.terminate();
      Thread.sleep(300);
      Files.createFile(go);
      Pq.Result result = work.await();
      assertThat(result).isEqualTo(new Pq.Result(143, "begun\nended\n", ""));
    }
    assertThat(pq.out("ls", "--status", "processed", "-o", "id")).isEqualTo("1\n");
    assertThat(pq.out("ls", "--status", "unprocessed", "-o", "id")).isEqualTo("2\n3\n");
  }

  @Test
  void workEndsAProgramThatOutlivesItsGrace() throws Exception {
    pq.out("put", "a");
    String exec = "trap '' TERM; sleep 600 & echo begun $!; wait; while true; do sleep 1; done";
    try (PqJvm work = PqJvm.start(folder, "work", "--grace", "200ms", "--shell", "--exec", exec)) {
      work.awaitOutput("begun");
      int interrupted = work.interrupt();
      Pq.Result result = work.await();
      assertThat(result.code()).isEqualTo(interrupted);
      PqJvm.awaitGone(Long.parseLong(result.out().strip().replace("begun ", "")));
    }
    assertThat(pq.out("ls", "--status", "crashed", "-o", "id")).isEqualTo("1\n");
  }

  @Test
  void theDemonstrationGoesWell() throws Exception {
    try (PqJvm demo = PqJvm.start(folder, "demo")) {
      Pq.Result result = demo.await();
      assertThat(result.out())
          .as(result.err())
          .contains("All as promised")
          .doesNotContain("NOT SO");
      assertThat(result.code()).isZero();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("pq-demo")))
          .isEmpty();
    }
  }
}
