package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people try because other commands have it, and names that they mistype. */
class ExpectationsTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
  }

  @Test
  void aDryRunOfRetryByIdCountsAndChangesNothing() {
    pq.out("put", "a", "b", "waiting");
    pq.out("get", "-n", "2");
    pq.out("fail", "1", "2", "--hopeless");
    assertThat(pq.out("retry", "1", "2", "--dry-run")).isEqualTo("2\n");
    Pq.Result some = pq.run("retry", "1", "3", "99", "--dry-run");
    assertThat(some.out()).isEqualTo("1\n");
    assertThat(some.err()).contains("item 3 is Unprocessed").contains("no item 99");
    assertThat(some.code()).isEqualTo(1);
    assertThat(pq.out("ls", "-o", "id", "--status", "manual_intervention")).isEqualTo("1\n2\n");
  }

  @Test
  void aQueueThatIsNotThereIsMadeBySetOnly() {
    pq.out("put", "x");
    for (String verb : new String[] {"pause", "resume"}) {
      Pq.Result refused = pq.run("queue", verb, "no-such");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).startsWith("pq: there is no queue \"no-such\"").hasLineCount(1);
    }
    assertThat(pq.out("queue", "ls", "-o", "id")).isEqualTo("default\n");
    assertThat(pq.run("queue", "set", "no-such", "--lease", "1m").err())
        .isEqualTo("made queue no-such\n");
    assertThat(pq.run("queue", "set", "no-such", "--lease", "2m").err()).isEmpty();
    pq.out("queue", "pause", "no-such");
  }

  @Test
  void helpAndVersionAreWherePeopleLookForThem() {
    assertThat(pq.out("help")).isEqualTo(pq.out("--help"));
    assertThat(pq.out("help", "put")).isEqualTo(pq.out("put", "--help")).contains("--priority");
    assertThat(pq.out("help", "queue", "set")).contains("--max-submissions");
    Pq.Result unknown = pq.run("help", "fly");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).startsWith("pq: there is no command \"fly\"").hasLineCount(1);
    assertThat(pq.out("--version")).isEqualTo(pq.out("version"));
    assertThat(folder).isEmptyDirectory();
  }
}
