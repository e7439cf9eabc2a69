package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.postgresql.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commands on a PostgreSQL server, with the same expectations, and what differs there. */
@Tag("slow")
class PostgresqlTest {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final String DATABASE = SERVER.createDatabase("commands");
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  /** The address of a new, empty place for a queue. */
  private static String newQueue() {
    String schema = "s" + SCHEMAS.incrementAndGet();
    SERVER.execute(DATABASE, "CREATE SCHEMA " + schema);
    return SERVER.url(DATABASE) + "?currentSchema=" + schema;
  }

  @TempDir Path folder;
  private Pq pq;
  private String db;

  @BeforeEach
  void setUp() {
    db = newQueue();
    pq = new Pq(folder).environment("PQ_DB", db);
  }

  @Nested
  class Commands extends CommandsTest {
    @Override
    String database(String name) {
      return newQueue();
    }
  }

  @Nested
  class Work extends WorkTest {
    private String address = "";

    @Override
    String database() {
      address = newQueue();
      return address;
    }

    @Override
    Connection connect() throws SQLException {
      Connection connection = SERVER.connect(DATABASE);
      connection.setSchema(address.substring(address.indexOf('=') + 1));
      return connection;
    }
  }

  @Nested
  class WorkFiles extends WorkFilesTest {
    @Override
    String database() {
      return newQueue() + "&filesFolder=" + folder.resolve("files");
    }
  }

  @Nested
  class MoveToServer extends MoveTest {
    @Override
    String destination() {
      return newQueue();
    }

    @Override
    void assertNothingIsLeftThere() {
      assertThat(pq.run("--db", there(), "ls").err()).contains("there is no queue at");
    }
  }

  @Nested
  class MoveFromServer extends MoveTest {
    @Override
    String source() {
      return newQueue();
    }
  }

  @Test
  void aWatchedFolderFeedsTheQueueUntilTheWatcherIsStopped() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    String shared = folder.resolve("files").toString();
    String[] watch = {"watch-dir", "in", "--db", db, "--files-folder", shared, "--settle", "10ms"};
    pq.out("put", "-q", "other", "x");
    try (PqJvm watcher = PqJvm.start(folder, watch)) {
      Files.writeString(in.resolve("x.csv"), "content");
      Pq.Result got = pq.run("get", "--wait", "60s");
      assertThat(got).isEqualTo(new Pq.Result(0, "2\tx.csv\n", ""));
      watcher.terminate();
      assertThat(watcher.await().code()).isEqualTo(143);
    }
    assertThat(pq.out("show", "2", "--payload")).isEqualTo("content");
    assertThat(pq.out("stats", "--folders", "--files-folder", shared)).contains("/in");
  }

  @Test
  void smallFilesNeedNoSharedFolderAndLargeOnesSaySo() throws Exception {
    Path small = Files.writeString(folder.resolve("small"), "content");
    Path large = Files.write(folder.resolve("large"), new byte[64 * 1024 + 1]);
    pq.environment("PQ_DB", db.replace("pq@", "pq:secret@"));

    pq.out("put", "--file", small.toString());
    String exec = "cat \"$1\"; cat \"$1\" > \"$PQ_OUT/copy\"";
    Pq.Result work = pq.run("work", "--until-empty", "--to", "next", "--shell", "--exec", exec);

    assertThat(work).isEqualTo(new Pq.Result(0, "content", ""));
    assertThat(pq.out("-q", "next", "get")).isEqualTo("2\tcopy\n");
    Pq.Result refused = pq.run("put", "--file", large.toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("filesFolder").doesNotContain("secret").hasLineCount(1);
  }

  @Test
  void doctorSaysWhatIsWrongAndWhatCannotBeReached() {
    pq.out("put", "a");
    assertThat(pq.out("--quiet", "-o", "json", "doctor")).isEqualTo("[]\n");
    pq.out("queue", "pause", "default");
    Pq.Result paused = pq.run("doctor");
    assertThat(paused.code()).isEqualTo(4);
    assertThat(paused.out()).contains("paused_queue").contains("pq queue resume default");
    pq.environment("PQ_DB", "postgresql://pq:secret@127.0.0.1:1/x?connectTimeout=1&busyTimeout=0");
    Pq.Result unreachable = pq.run("doctor");
    assertThat(unreachable.code()).isEqualTo(4);
    assertThat(unreachable.out()).contains("cannot_open").doesNotContain("secret");
  }

  @Test
  void whatOnlyAFileHasIsRefusedAndSaysWhatToDo() {
    pq.out("put", "a");
    pq.environment("PQ_DB", db.replace("pq@", "pq:secret@"));
    Pq.Result backup = pq.run("backup", "copy");
    assertThat(backup.code()).isEqualTo(2);
    assertThat(backup.err()).contains("use the tools of its database").hasLineCount(1);
    assertThat(folder.resolve("copy")).doesNotExist();
    Pq.Result bench = pq.run("bench");
    assertThat(bench.code()).isEqualTo(2);
    assertThat(bench.err()).contains("name a file").doesNotContain("secret").hasLineCount(1);
  }
}
