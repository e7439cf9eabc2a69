package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pq move} as a command; what a move does is tested with the engines. */
class MoveTest {
  @TempDir Path folder;
  private Pq pq;
  private String here;
  private String there;

  @BeforeEach
  void setUp() {
    here = source();
    there = destination();
    pq = new Pq(folder).environment("PQ_DB", here);
  }

  /** The address of a new database to move from. */
  String source() {
    return folder.resolve("test.db").toString();
  }

  /** The address of a new database to move to. */
  String destination() {
    return folder.resolve("there.db").toString();
  }

  @Test
  void movesTellsWhereToGoAndGoesBack() {
    pq.out("put", "a", "b");
    Pq.Result moved = pq.run("move", here, there);
    assertThat(moved.code()).isZero();
    assertThat(moved.out()).isEqualTo("2\n");
    assertThat(moved.err()).contains("SHA-256");
    assertThat(pq.out("--db", there, "-o", "id", "ls")).isEqualTo("1\n2\n");

    Pq.Result refused = pq.run("put", "c");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("was moved to " + shown(there))
        .contains("pq move --undo " + shown(here));
    assertThat(pq.run("move", here, there).code()).isEqualTo(1);
    Path elsewhere = folder.resolve("elsewhere.db");
    assertThat(pq.run("move", here, elsewhere.toString()).err()).contains("was moved to");
    assertThat(elsewhere).doesNotExist();
    assertThat(pq.run("doctor").out())
        .contains("cannot_open")
        .contains("was moved to " + shown(there));

    assertThat(pq.run("move", "--undo", here).err())
        .contains("add --yes")
        .doesNotContain("--dry-run");
    assertThat(pq.run("move", "--undo", "--yes", here).err()).contains("delete the database");
    assertThat(pq.out("-o", "id", "ls")).isEqualTo("1\n2\n");
  }

  @Test
  void heldItemsAreWaitedForOrTaken() {
    pq.out("put", "a");
    pq.out("get");
    Pq.Result refused = pq.run("move", "--wait", "0", here, there);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("still Under_Process").contains("--fence");
    assertNothingIsLeftThere();
    Pq.Result moved = pq.run("move", "--wait", "0", "--fence", here, there);
    assertThat(moved.err()).contains("taken from their consumers: 1");
    assertThat(pq.out("--db", there, "show", "1")).contains("Crashed").contains("FORCED");
  }

  String there() {
    return there;
  }

  /** A refused move takes away what it made. */
  void assertNothingIsLeftThere() {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("there.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatARefusedMoveFoundStays() {
    pq.out("put", "a");
    pq.out("get");
    pq.out("--db", there, "put", "x");
    assertThat(
            pq.run(
                    "--db",
                    there,
                    "purge",
                    "--older",
                    "0",
                    "--status",
                    "unprocessed",
                    "--even-unfinished",
                    "--yes")
                .code())
        .isZero();
    assertThat(pq.run("move", "--wait", "0", here, there).err()).contains("still Under_Process");
    assertThat(pq.out("--db", there, "put", "y")).isEqualTo("2\n");
  }

  @Test
  void showsABarOnATerminal() {
    pq.out("put", "a");
    assertThat(pq.onTerminal().run("move", here, there).err()).contains("move").contains("2/2");
  }

  @Test
  void saysWhatIsMissing() {
    assertThat(pq.run("move", here).code()).isEqualTo(2);
    assertThat(pq.run("move", here, there).err()).contains("there is no queue at");
    pq.out("put", "a");
    assertThat(pq.run("move", here, here).err()).contains("same database");
    Pq.Result unreachable =
        pq.run("move", here, "postgresql://u:secret@127.0.0.1:1/x?connectTimeout=1&busyTimeout=0");
    assertThat(unreachable.code()).isEqualTo(1);
    assertThat(unreachable.err()).contains("cannot reach").doesNotContain("secret");
  }

  /** An address as messages show it: without user and password. */
  private static String shown(String address) {
    return address.replaceFirst("//[^/@]*@", "//");
  }
}
