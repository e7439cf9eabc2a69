package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pq doctor} and {@code pq backup}; what they find and copy is tested in pq-faults. */
class DoctorAndBackupTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
  }

  @Test
  void aBackupIsADatabase() {
    pq.out("put", "a", "b");
    assertThat(pq.run("backup", "copy.db").code()).isZero();
    assertThat(pq.out("--db", folder.resolve("copy.db").toString(), "-o", "id", "ls"))
        .isEqualTo("1\n2\n");
    Pq.Result again = pq.run("backup", "copy.db");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("exists already");
  }

  @Test
  void doctorFindsNothingInAGoodDatabase() {
    pq.out("put", "a");
    assertThat(pq.run("doctor").code()).isZero();
    assertThat(pq.out("--quiet", "-o", "json", "doctor")).isEqualTo("[]\n");
  }

  @Test
  void doctorEndsWith4WhereSomethingIsWrong() {
    pq.out("put", "a");
    pq.run("queue", "pause", "default");
    Pq.Result result = pq.run("doctor");
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.out()).contains("paused_queue").contains("pq queue resume default");
  }

  @Test
  void doctorExplainsWhatCannotBeOpened() throws Exception {
    Files.writeString(folder.resolve("test.db"), "Dear reader");
    Pq.Result result = pq.run("doctor");
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.out()).contains("cannot_open").contains("is not a Pq database");
  }
}
