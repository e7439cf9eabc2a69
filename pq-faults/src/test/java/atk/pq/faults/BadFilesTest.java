package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.CorruptQueueException;
import atk.pq.NewItem;
import atk.pq.NewerSchemaException;
import atk.pq.NotAQueueException;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.QueueNotFoundException;
import atk.pq.QueueReplacedException;
import atk.pq.StoreAccessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * S20, S21: what is not a whole queue of this release is refused, with an error of its own, at
 * once, and untouched.
 */
class BadFilesTest {
  /** The quickest of three attempts counts: a slow machine is not ours. */
  private static final long MOST_MILLIS = 1_000;

  private static final int PAGE_BYTES = 4_096;

  @TempDir Path folder;

  /** Makes a bad file from the path of a good queue that was closed. */
  interface Damage {
    void to(Path file) throws Exception;
  }

  static Stream<Arguments> table() {
    return Stream.of(
        row("a folder", NotAQueueException.class, BadFilesTest::folder),
        row("a text", NotAQueueException.class, BadFilesTest::text),
        row("a short text", NotAQueueException.class, file -> Files.writeString(file, "x")),
        row("0 bytes", NotAQueueException.class, file -> Files.write(file, new byte[0])),
        row("zeros", NotAQueueException.class, file -> Files.write(file, new byte[16_384])),
        row("another application's", NotAQueueException.class, BadFilesTest::foreign),
        row("a SQLite file without tables", NotAQueueException.class, BadFilesTest::blank),
        row("a newer schema", NewerSchemaException.class, BadFilesTest::newer),
        row("cut to half", CorruptQueueException.class, file -> cut(file, 0.5)),
        row("cut by a page", CorruptQueueException.class, BadFilesTest::cutByAPage),
        row("cut to its header", CorruptQueueException.class, file -> cut(file, 0.01)),
        row("the root of the tables overwritten", CorruptQueueException.class, file -> zero(file)),
        row("a pipe", NotAQueueException.class, BadFilesTest::pipe));
  }

  private static Arguments row(String name, Class<? extends PqException> error, Damage damage) {
    return Arguments.of(name, error, damage);
  }

  @Test
  @DisplayName("S8 S20 a file whose checkpoint was killed opens with its log, and holds everything")
  void aHalfDoneCheckpointIsNoDamage() throws Exception {
    Path file = folder.resolve("jobs.db");
    PersistentQ.connect(file.toString()).close();
    byte[] main = Files.readAllBytes(file);
    Path copy = folder.resolve("copy.db");
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      pq.putItems(IntStream.range(0, 500).mapToObj(i -> NewItem.of(Texts.of("i" + i))).toList());
      byte[] log = Files.readAllBytes(folder.resolve("jobs.db-wal"));
      System.arraycopy(log, newestFirstPage(log), main, 0, PAGE_BYTES);
      Files.write(copy, main);
      Files.write(folder.resolve("copy.db-wal"), log);
    }
    try (PersistentQ pq = PersistentQ.connect(copy.toString())) {
      assertThat(pq.getAllItems()).hasSize(500);
    }
  }

  /** Where the log holds the newest version of page 1, which knows how long the file will be. */
  private static int newestFirstPage(byte[] log) {
    int newest = -1;
    for (int frame = 32; frame + 24 + PAGE_BYTES <= log.length; frame += 24 + PAGE_BYTES) {
      if (ByteBuffer.wrap(log).getInt(frame) == 1) {
        newest = frame + 24;
      }
    }
    assertThat(newest).as("page 1 is in the log").isPositive();
    return newest;
  }

  @ParameterizedTest(name = "S20 {0}: {1}")
  @MethodSource("table")
  void isRefusedWithinASecondAndUntouched(
      String name, Class<? extends PqException> error, Damage damage) throws Exception {
    Path file = goodQueue("jobs.db");
    damage.to(file);
    Map<String, Long> before = everything();
    long quickest = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 3; attempt++) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> PersistentQ.connect(file.toString())).isExactlyInstanceOf(error);
      quickest = Math.min(quickest, (System.nanoTime() - began) / 1_000_000);
    }
    assertThat(quickest).isLessThan(MOST_MILLIS);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("S20 a missing file is no queue for who may not create, and is not made")
  void aMissingFileIsNotMadeByWhoMayNot() throws Exception {
    Path file = folder.resolve("missing.db");
    PqConfig config = PqConfig.builder(file.toString()).create(false).build();
    assertThatThrownBy(() -> PersistentQ.connect(config))
        .isExactlyInstanceOf(QueueNotFoundException.class);
    assertThat(everything()).isEmpty();
  }

  @Test
  @DisplayName("S20 a file in a folder that is not there: the folder is not made")
  void aMissingFolderIsNotMade() {
    Path file = folder.resolve("no/such/folder/jobs.db");
    assertThatThrownBy(() -> PersistentQ.connect(file.toString()))
        .isExactlyInstanceOf(QueueNotFoundException.class);
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  @DisplayName("S21 a new file and all beside it are for their owner alone")
  void aNewFileIsForItsOwnerAlone() throws Exception {
    try (PersistentQ pq = PersistentQ.connect(folder.resolve("jobs.db").toString())) {
      pq.putItem("an item");
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files)
            .isNotEmpty()
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .isEqualTo("rw-------"));
      }
    }
  }

  @Test
  @Tag("slow")
  @DisplayName("S20 read-only and unreadable files and folders, for an ordinary user")
  void whatPermissionsForbidIsRefused() throws Exception {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    OrdinaryUser user = new OrdinaryUser(classes);
    Path readOnly = theirs(user, "read-only", "r--------", "rwx------");
    Path unreadable = theirs(user, "unreadable", "---------", "rwx------");
    Path readOnlyFolder = theirs(user, "read-only-folder", "rw-------", "r-x------");
    Path closedFolder = theirs(user, "closed-folder", "rw-------", "---------");
    Path fresh = Files.createDirectory(folder.resolve("fresh"));
    user.own(fresh);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r-x------"));
    Path control = theirs(user, "control", "rw-------", "rwx------");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<Path> bad =
        List.of(readOnly, unreadable, readOnlyFolder, closedFolder, fresh.resolve("new.db"));
    Map<String, Long> before = everything();
    try (Child opener =
        user.command(
                OpenerMain.class,
                control,
                bad.get(0),
                bad.get(1),
                bad.get(2),
                bad.get(3),
                bad.get(4))
            .start()) {
      opener.awaitSuccess(Duration.ofMinutes(1));
      List<Ack> said = opener.acks();
      assertThat(said.get(0).verb()).as("the control: %s", opener).isEqualTo(OpenerMain.OPENED);
      assertThat(said.subList(1, said.size()))
          .hasSize(bad.size())
          .allSatisfy(
              ack -> {
                assertThat(ack.verb())
                    .as("%s", ack)
                    .isEqualTo(StoreAccessException.class.getSimpleName());
                assertThat(ack.id()).as("ms for %s", ack.what()).isLessThan(MOST_MILLIS);
              });
    }
    Map<String, Long> after = everything();
    after.keySet().removeIf(name -> name.startsWith("control"));
    before.keySet().removeIf(name -> name.startsWith("control"));
    assertThat(after).isEqualTo(before);
  }

  @Test
  @DisplayName("S20 a file replaced, or gone, while it was open: no acknowledgement any more")
  void aFileReplacedWhileItWasOpenAcknowledgesNothing() throws Exception {
    Path file = goodQueue("jobs.db");
    Path other = goodQueue("other.db");
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      pq.putItem("before");
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      long hash = hash(file);
      assertThatThrownBy(() -> pq.putItem("after"))
          .isExactlyInstanceOf(QueueReplacedException.class);
      assertThatThrownBy(() -> pq.counts()).isInstanceOf(PqException.class);
      assertThat(hash(file)).isEqualTo(hash);
    }
    Path gone = goodQueue("gone.db");
    try (PersistentQ pq = PersistentQ.connect(gone.toString())) {
      Files.delete(gone);
      assertThatThrownBy(() -> pq.putItem("after"))
          .isExactlyInstanceOf(QueueReplacedException.class);
      assertThat(gone).doesNotExist();
    }
  }

  // ---- good files and bad ones

  private Path goodQueue(String name) {
    Path file = folder.resolve(name);
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      pq.putItems(
          IntStream.range(0, 100).mapToObj(i -> NewItem.of(Texts.of("good:" + i))).toList());
    }
    return file;
  }

  private Path theirs(OrdinaryUser user, String name, String ofFile, String ofFolder)
      throws IOException {
    Path own = Files.createDirectory(folder.resolve(name));
    Path file = goodQueue(name + "/jobs.db");
    try (Stream<Path> files = Files.walk(own)) {
      for (Path one : files.toList()) {
        user.own(one);
      }
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(ofFile));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString(ofFolder));
    return file;
  }

  private static void folder(Path file) throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
  }

  private static void text(Path file) throws IOException {
    Files.writeString(file, "Dear reader,\n".repeat(1_000));
  }

  private static void pipe(Path file) throws Exception {
    Files.delete(file);
    Root.run("mkfifo", file.toString());
  }

  private static void foreign(Path file) throws Exception {
    Files.delete(file);
    FaultSql.run(file, "CREATE TABLE theirs (x)", "INSERT INTO theirs VALUES (1)");
  }

  private static void blank(Path file) throws Exception {
    Files.delete(file);
    FaultSql.run(file, "PRAGMA page_size = 8192", "VACUUM");
  }

  private static void newer(Path file) throws Exception {
    FaultSql.run(
        file,
        "PRAGMA user_version = 99",
        "INSERT INTO pq_schema (version, checksum, applied_at) VALUES (99, 0, 0)");
  }

  private static void cut(Path file, double share) throws IOException {
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, (int) (all.length * share)));
  }

  private static void cutByAPage(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - 4_096));
  }

  /** Overwrites the pages behind the first, where the roots of tables and indexes lie. */
  private static void zero(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    Arrays.fill(all, 4_096, 20 * 4_096, (byte) 0);
    Files.write(file, all);
  }

  // ---- hashes

  /** The hash of every file in the folder, by name. */
  private Map<String, Long> everything() throws IOException {
    Map<String, Long> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(folder.relativize(file).toString(), hash(file));
      }
    }
    return hashes;
  }

  private static long hash(Path file) throws IOException {
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(Files.readAllBytes(file));
    crc.update(Files.getLastModifiedTime(file).toString().getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
