package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import atk.pq.IllegalTransitionException;
import atk.pq.InvalidRequestException;
import atk.pq.ItemTooLargeException;
import atk.pq.NewItem;
import atk.pq.NewerSchemaException;
import atk.pq.NotAQueueException;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueNotFoundException;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.StoreAccessException;
import atk.pq.UnknownItemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each error: its exception in Java, its one line and its exit status in the terminal. */
@Timeout(300)
class ErrorTableTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
  }

  /** A row of the table, for calls on a queue that is fine. */
  record Call(
      String name,
      Class<? extends Exception> type,
      Consumer<PersistentQ> call,
      String line,
      int code,
      String input,
      String... args) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Call> calls() {
    String large = "x".repeat(1024 * 1024 + 1);
    return Stream.of(
        new Call(
            "unknown item",
            UnknownItemException.class,
            pq -> pq.retry(99),
            "pq: there is no item 99",
            5,
            "",
            "retry",
            "99"),
        new Call(
            "illegal move",
            IllegalTransitionException.class,
            pq -> pq.updateStatus(1, Status.PROCESSED),
            "pq: item 1 is Unprocessed",
            1,
            "",
            "done",
            "1"),
        new Call(
            "stale claim",
            StaleClaimException.class,
            pq -> pq.claim(1, 7).processed(),
            "pq: the claim of item 1 was lost",
            4,
            "",
            "done",
            "1",
            "--token",
            "0000000000000007"),
        new Call(
            "too large an item",
            ItemTooLargeException.class,
            pq -> pq.putItem(large),
            "pq: item 1 of the input has more than 1048576 bytes",
            1,
            large,
            "put",
            "--stdin"),
        new Call(
            "too large a result",
            ItemTooLargeException.class,
            pq -> pq.claim(1, 7).processed("x".repeat(20_000)),
            "pq: ",
            1,
            "",
            "done",
            "1",
            "--token",
            "0000000000000007",
            "--result",
            "x".repeat(20_000)),
        new Call(
            "lone surrogate",
            InvalidRequestException.class,
            pq -> pq.putItem("a\ud800"),
            "pq: line 1 of the input was refused: the item has half a character",
            2,
            "{\"item\":\"a\\ud800\"}",
            "import"),
        new Call(
            "nonsense of a queue name",
            InvalidRequestException.class,
            pq -> pq.putItem(NewItem.of("x").queue(" ")),
            "pq: \" \" is no queue name",
            2,
            "",
            "put",
            "x",
            "-q",
            " "),
        new Call(
            "no submissions at all",
            InvalidRequestException.class,
            pq -> pq.configure(pq.settings("default").withMaxSubmissions(0)),
            "pq: max submissions is 0",
            2,
            "",
            "queue",
            "set",
            "default",
            "--max-submissions",
            "0"));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aCallThatMakesNoSense(Call row) {
    pq.out("put", "x");
    PqConfig config = PqConfig.builder(folder.resolve("test.db").toString()).build();
    try (PersistentQ queue = PersistentQ.connect(config)) {
      assertThat(catchThrowable(() -> row.call().accept(queue))).isInstanceOf(row.type());
    }
    check(pq.input(row.input()).run(row.args()), row.line(), row.code());
    assertThat(pq.out("ls", "-o", "id", "--status", "unprocessed")).isEqualTo("1\n");
  }

  /** A row of the table, for paths that are no queue. */
  record BadPath(String name, Class<? extends Exception> type, Maker make, String line) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Maker {
    /** Makes something in the folder, and tells the path to connect to. */
    Path in(Path folder) throws Exception;
  }

  static Stream<BadPath> paths() {
    return Stream.of(
        new BadPath("a folder", NotAQueueException.class, folder -> folder, "is a folder"),
        new BadPath(
            "a text",
            NotAQueueException.class,
            folder -> Files.writeString(folder.resolve("t"), "Dear diary,\n".repeat(1_000)),
            "is not a Pq database"),
        new BadPath(
            "a short text",
            NotAQueueException.class,
            folder -> Files.writeString(folder.resolve("t"), "hi"),
            "is not a Pq database"),
        new BadPath(
            "another application's database",
            NotAQueueException.class,
            folder -> database(folder.resolve("o.db"), "CREATE TABLE t (a)"),
            "is a SQLite database of another application"),
        new BadPath(
            "0 bytes",
            NotAQueueException.class,
            folder -> Files.createFile(folder.resolve("0.db")),
            "is empty (0 bytes)"),
        new BadPath(
            "a newer schema",
            NewerSchemaException.class,
            folder -> {
              Path db = folder.resolve("test.db");
              new Pq(folder).out("put", "x");
              return database(db, "UPDATE pq_schema SET version = 99; PRAGMA user_version = 99");
            },
            "newer release"),
        new BadPath(
            "a missing folder",
            QueueNotFoundException.class,
            folder -> folder.resolve("no/such.db"),
            "does not exist"));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void aPathThatIsNoQueue(BadPath row) throws Exception {
    Path path = row.make().in(folder);
    byte[] before = Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0];
    Set<Path> files = files();
    assertThat(catchThrowable(() -> PersistentQ.connect(path.toString()).close()))
        .isInstanceOf(row.type());
    String db = path.toString();
    check(pq.run("--db", db, "put", "x"), row.line(), 1);
    assertThat(pq.run("--db", db, "ls").code()).isEqualTo(1);
    assertThat(files()).as("S20 nothing is written").isEqualTo(files);
    assertThat(Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0])
        .isEqualTo(before);
  }

  @Test
  void aMissingFileIsNotMadeByThoseWhoLook() {
    Path db = folder.resolve("missing.db");
    PqConfig config = PqConfig.builder(db.toString()).create(false).build();
    assertThat(catchThrowable(() -> PersistentQ.connect(config)))
        .isInstanceOf(QueueNotFoundException.class);
    check(pq.run("--db", db.toString(), "ls"), "pq: there is no queue at " + db, 1);
    assertThat(db).doesNotExist();
  }

  @Test
  void anUnknownOptionOfTheQueue() {
    String url = "sqlite:" + folder.resolve("test.db") + "?colour=red";
    assertThat(catchThrowable(() -> PersistentQ.connect(url)))
        .isInstanceOf(InvalidRequestException.class);
    check(pq.run("--db", url, "put", "x"), "pq: there is no setting \"colour\"", 2);
    check(pq.run("queue", "set", "x", "--colour", "red"), "pq: Unknown option", 2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSchemeThatIsNoEngine() {
    for (String url : List.of("http://host/jobs", "jdbc:sqlite:jobs.db", "Mysql://host/db")) {
      assertThat(catchThrowable(() -> PersistentQ.connect(url)))
          .isInstanceOf(InvalidRequestException.class);
      Pq.Result result = pq.run("--db", url, "put", "x");
      check(result, "pq: \"" + url + "\" is no address of a queue", 2);
      assertThat(result.err()).contains("sqlite:FILE").contains("postgresql://");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aReadOnlyFileAndAReadOnlyFolder() throws Exception {
    pq.out("put", "x");
    List<String> asOrdinaryUser = PqJvm.asOrdinaryUser();
    Path db = folder.resolve("test.db");
    Files.setPosixFilePermissions(db, PosixFilePermissions.fromString("r--r--r--"));
    Pq.Result file = run(asOrdinaryUser, "--db", db.toString(), "put", "y", "-v");
    assertThat(file.code()).isEqualTo(1);
    assertThat(file.err()).startsWith("pq: " + db + " is read-only");
    assertThat(file.err()).contains(StoreAccessException.class.getName());
    Files.setPosixFilePermissions(db, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    Pq.Result ofFolder = run(asOrdinaryUser, "--db", db.toString(), "put", "y");
    check(ofFolder, "pq: the folder " + folder + " is read-only", 1);
    Pq.Result fresh = run(asOrdinaryUser, "--db", folder.resolve("new.db").toString(), "put", "y");
    check(fresh, "pq: the folder " + folder + " is read-only", 1);
  }

  @AfterEach
  void makeTheFolderWritableAgain() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  private static void check(Pq.Result result, String line, int code) {
    assertThat(result.err()).hasLineCount(1).contains(line);
    assertThat(result.err()).startsWith("pq: ").doesNotContain("Exception");
    assertThat(result.out().lines().filter(said -> !said.equals("0"))).isEmpty();
    assertThat(result.code()).isEqualTo(code);
  }

  private Set<Path> files() throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return Set.copyOf(files.toList());
    }
  }

  private static Path database(Path file, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
    return file;
  }

  private Pq.Result run(List<String> prefix, String... args) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(PqJvm.command(shared, args));
    Path out = Files.createTempFile(shared, "out", null);
    Path err = Files.createTempFile(shared, "err", null);
    try (PqJvm jvm = PqJvm.start(shared, command, out, err)) {
      return jvm.await();
    }
  }
}
