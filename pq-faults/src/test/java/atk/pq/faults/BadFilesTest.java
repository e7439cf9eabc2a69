package atk.pq.faults;

import static atk.pq.faults.OpenerMain.OPENED;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
 * once, and untouched. S20 word by word:
 *
 * <ul>
 *   <li>missing: {@link #aMissingFileIsMadeByWhoMay}, {@link #aMissingFileIsNotMadeByWhoMayNot},
 *       {@link #aMissingFolderIsNotMade}
 *   <li>empty, foreign, newer, corrupt, truncated: {@link #table}, by these words
 *   <li>unreadable: {@link #whatPermissionsForbidIsRefused}, as an ordinary user
 *   <li>replaced: {@link #aFileReplacedWhileItWasOpenAcknowledgesNothing}
 * </ul>
 *
 * <p>Each compares the hashes of all files there before and after. Bytes that rot within a file are
 * {@link FlippedBytesTest}'s.
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
        row("foreign: a folder", NotAQueueException.class, BadFilesTest::folder),
        row("foreign: a text", NotAQueueException.class, BadFilesTest::text),
        row(
            "foreign: a short text",
            NotAQueueException.class,
            file -> Files.writeString(file, "x")),
        row("empty: 0 bytes", NotAQueueException.class, file -> Files.write(file, new byte[0])),
        row("empty: 0 bytes beside a log", NotAQueueException.class, BadFilesTest::emptyWithLog),
        row("empty: zeros", NotAQueueException.class, file -> Files.write(file, new byte[16_384])),
        row(
            "foreign: another application's database",
            NotAQueueException.class,
            BadFilesTest::foreign),
        row("foreign: a SQLite file without tables", NotAQueueException.class, BadFilesTest::blank),
        row(
            "newer: a schema of a release to come",
            NewerSchemaException.class,
            BadFilesTest::newer),
        row("truncated: to half", CorruptQueueException.class, file -> cut(file, 0.5)),
        row("truncated: by a page", CorruptQueueException.class, BadFilesTest::cutByAPage),
        row("truncated: with a log", CorruptQueueException.class, BadFilesTest::cutWithLog),
        row("truncated: to its header", CorruptQueueException.class, file -> cut(file, 0.01)),
        row(
            "corrupt: the roots of the tables overwritten",
            CorruptQueueException.class,
            file -> zero(file)),
        row("foreign: a pipe", NotAQueueException.class, BadFilesTest::pipe));
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
  @DisplayName("S20 a missing file is made by who may create, and is a queue")
  void aMissingFileIsMadeByWhoMay() {
    Path file = folder.resolve("new.db");
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      assertThat(pq.putItem("an item")).isPositive();
    }
    assertThat(file).isRegularFile();
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
  @DisplayName("S20 unreadable: what an ordinary user may not read or write is refused, untouched")
  void whatPermissionsForbidIsRefused() throws Exception {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    OrdinaryUser user = new OrdinaryUser(classes);
    Map<String, Path> bad = new LinkedHashMap<>();
    bad.put("a read-only file", theirs(user, "read-only", "r--------", "rwx------"));
    bad.put("an unreadable file", theirs(user, "unreadable", "---------", "rwx------"));
    bad.put("a read-only folder", theirs(user, "read-only-folder", "rw-------", "r-x------"));
    bad.put("a closed folder", theirs(user, "closed-folder", "rw-------", "---------"));
    bad.put("a new file in a read-only folder", folderOnly(user, "fresh").resolve("new.db"));
    bad.put("a read-only log", withLog(user, "read-only-log", "r--------"));
    bad.put("an unreadable log", withLog(user, "unreadable-log", "---------"));
    Path control = theirs(user, "control", "rw-------", "rwx------");
    Path controlWithLog = withLog(user, "control-with-log", "rw-------");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, Long> before = everything();
    List<Path> all = new ArrayList<>(List.of(control, controlWithLog));
    all.addAll(bad.values());
    try (Child opener = user.command(OpenerMain.class, all.toArray()).start()) {
      opener.awaitSuccess(Duration.ofMinutes(1));
      Map<String, Ack> said =
          opener.acks().stream().collect(Collectors.toMap(Ack::what, ack -> ack));
      assertThat(said.get(control.toString()).verb()).as("%s", opener).isEqualTo(OPENED);
      assertThat(said.get(controlWithLog.toString()).verb()).as("%s", opener).isEqualTo(OPENED);
      bad.forEach(
          (name, file) -> {
            Ack ack = said.get(file.toString());
            assertThat(ack.verb()).as(name).isEqualTo(StoreAccessException.class.getSimpleName());
            assertThat(ack.id()).as("ms for " + name).isLessThan(MOST_MILLIS);
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
      long hashOfLog = hash(log(file)); // whoever opens the new file finds this log
      assertThatThrownBy(() -> pq.putItem("after"))
          .isExactlyInstanceOf(QueueReplacedException.class);
      assertThat(hash(log(file))).isEqualTo(hashOfLog);
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

  private Path folderOnly(OrdinaryUser user, String name) throws IOException {
    Path own = Files.createDirectory(folder.resolve(name));
    user.own(own);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("r-x------"));
    return own;
  }

  /** A queue whose process was killed: its newest commits are in the log alone. */
  private Path withLog(OrdinaryUser user, String name, String ofLog) throws Exception {
    Path file = theirs(user, name, "rw-------", "rwx------");
    leaveLog(file);
    Path log = log(file);
    user.own(file);
    user.own(log);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString(ofLog));
    return file;
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /** Makes it what a kill leaves behind: the file as it was, and a log with an item more. */
  private static void leaveLog(Path file) throws Exception {
    Path copy = file.resolveSibling("copy");
    byte[] main = Files.readAllBytes(file);
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      pq.putItem("in the log");
      Root.run("cp", log(file).toString(), copy.toString());
    }
    Files.write(file, main);
    Files.move(copy, log(file));
  }

  private static void emptyWithLog(Path file) throws Exception {
    leaveLog(file);
    Files.write(file, new byte[0]);
  }

  private static void cutWithLog(Path file) throws Exception {
    leaveLog(file);
    cut(file, 0.5);
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
