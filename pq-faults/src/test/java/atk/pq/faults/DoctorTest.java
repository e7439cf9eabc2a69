package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.ItemFilter;
import atk.pq.Mover;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that an examination finds, provoked. */
class DoctorTest {
  private static final String LEAF_OF_ITEMS =
      """
      SELECT pageno FROM dbstat
      WHERE name = 'pq_item' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 3""";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void aQueueWithItems() {
    file = folder.resolve("jobs.db");
    try (PersistentQ pq = open()) {
      IntStream.range(0, 20).forEach(i -> pq.putItem(Texts.of("item:" + i)));
    }
  }

  private PersistentQ open() {
    return PersistentQ.connect(file.toString());
  }

  private PersistentQ open(Duration fromNow) {
    Clock clock = Clock.offset(Clock.systemUTC(), fromNow);
    return PersistentQ.connect(PqConfig.builder(file.toString()).clock(clock).build());
  }

  private static Finding only(List<Finding> findings, Kind kind) {
    assertThat(findings).extracting(Finding::kind).containsExactly(kind);
    assertThat(findings.get(0).what()).isNotBlank();
    assertThat(findings.get(0).remedy()).isNotBlank();
    return findings.get(0);
  }

  @Test
  @DisplayName("the control: nothing is found in a good queue")
  void aGoodQueueIsFoundGood() {
    try (PersistentQ pq = open()) {
      assertThat(pq.examine(false)).isEmpty();
    }
  }

  @Test
  void aChangedPayloadIsFound() throws Exception {
    FaultSql.run(file, "UPDATE pq_item SET payload = payload || '!' WHERE id = 7");
    try (PersistentQ pq = open()) {
      assertThat(only(pq.examine(false), Kind.DAMAGED_PAYLOAD).what()).contains("[7]");
    }
  }

  @Test
  void aDamagedIndexIsFound() throws Exception {
    String root = "SELECT rootpage FROM sqlite_schema WHERE name = ";
    String ready = FaultSql.ask(file, root + "'pq_item_ready'");
    String manual = FaultSql.ask(file, root + "'pq_item_manual'");
    FaultSql.run(
        file,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = CASE name WHEN 'pq_item_ready' THEN "
            + manual
            + " ELSE "
            + ready
            + " END WHERE name IN ('pq_item_ready', 'pq_item_manual')");
    try (PersistentQ pq = open()) {
      assertThat(pq.examine(false))
          .isNotEmpty()
          .extracting(Finding::kind)
          .containsOnly(Kind.INTEGRITY);
    }
  }

  @Test
  void aDamagedPageIsFoundAndTheRestIsLookedAtAllTheSame() throws Exception {
    try (PersistentQ pq = open()) {
      IntStream.range(0, 2_000).forEach(i -> pq.putItem(Texts.of("more:" + i)));
      pq.pause("default");
    }
    long page = Long.parseLong(FaultSql.ask(file, LEAF_OF_ITEMS));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[4_096]), (page - 1) * 4_096);
    }
    try (PersistentQ pq = open()) {
      assertThat(pq.examine(false))
          .extracting(Finding::kind)
          .contains(Kind.INTEGRITY, Kind.PAUSED_QUEUE);
    }
  }

  @Test
  void orphansThatNobodySweepsAreFoundAndSwept() throws Exception {
    try (PersistentQ pq = open()) {
      assertThat(pq.getItem()).isPresent();
      assertThat(pq.examine(false)).as("the control: held, but not yet orphaned").isEmpty();
    }
    FaultSql.run(file, "UPDATE pq_item SET lease_until = lease_until - 1800000 WHERE status = 20");
    try (PersistentQ pq = open()) {
      assertThat(only(pq.examine(false), Kind.ORPHANS).isRepaired()).isFalse();
      assertThat(pq.counts().get(0).of(Status.UNDER_PROCESS)).isEqualTo(1);
      assertThat(only(pq.examine(true), Kind.ORPHANS).isRepaired()).isTrue();
      assertThat(pq.counts().get(0).of(Status.UNDER_PROCESS)).isZero();
      assertThat(pq.examine(false)).isEmpty();
    }
  }

  @Test
  void aPausedQueueWithItemsIsFound() {
    try (PersistentQ pq = open()) {
      pq.pause("default");
      only(pq.examine(false), Kind.PAUSED_QUEUE);
    }
  }

  @Test
  void aFixIsOneWordToTheShellWhateverTheQueueIsCalled() {
    try (PersistentQ pq = open()) {
      pq.putItem(NewItem.of("x").queue("it's; rm -rf $HOME"));
      pq.pause("it's; rm -rf $HOME");
      assertThat(pq.examine(false))
          .filteredOn(finding -> finding.kind() == Kind.PAUSED_QUEUE)
          .extracting(Finding::remedy)
          .containsExactly("pq queue resume 'it'\\''s; rm -rf $HOME'");
    }
  }

  @Test
  void aMoveThatWasBrokenOffIsFound() {
    String there = folder.resolve("there.db").toString();
    try (PersistentQ pq = open()) {
      assertThat(pq.getItem()).as("what a move waits for").isPresent();
    }
    Mover mover =
        Mover.of(file.toString(), there)
            .onProgress(
                progress -> {
                  throw new IllegalStateException("broken off");
                });
    assertThatThrownBy(mover::run).hasMessage("broken off");
    try (PersistentQ pq = open()) {
      Finding found = only(pq.examine(false), Kind.UNFINISHED_MOVE);
      assertThat(found.what()).contains("is being moved to " + there);
      assertThat(found.remedy()).contains("pq move --undo " + file);
    }
    Mover.undo(PqConfig.builder(file.toString()).build());
    try (PersistentQ pq = open()) {
      assertThat(pq.examine(false)).as("the control: the queues go on").isEmpty();
    }
  }

  @Test
  void itemsThatNothingConsumesAreFound() throws Exception {
    FaultSql.run(file, "UPDATE pq_item SET created_at = created_at - 10800000");
    try (PersistentQ pq = open()) {
      assertThat(only(pq.examine(false), Kind.NOBODY_CONSUMES).remedy()).contains("-q default");
      assertThat(pq.getItem()).isPresent();
      assertThat(pq.examine(false)).as("the control: somebody does").isEmpty();
    }
  }

  @Test
  void aClockThatIsAheadOrBehindIsFound() {
    try (PersistentQ pq = open(Duration.ofDays(3))) {
      assertThat(pq.examine(false))
          .filteredOn(finding -> finding.kind() == Kind.CLOCK)
          .singleElement()
          .satisfies(finding -> assertThat(finding.what()).contains("ahead of"));
    }
    try (PersistentQ pq = open(Duration.ofDays(-3))) {
      assertThat(only(pq.examine(false), Kind.CLOCK).what()).contains("behind");
    }
  }

  @Test
  void aFileThatIsAheadOfTheClockIsFound() throws Exception {
    FaultSql.run(file, "UPDATE pq_item SET updated_at = updated_at + 259200000 WHERE id = 3");
    try (PersistentQ pq = open()) {
      assertThat(only(pq.examine(false), Kind.CLOCK).what()).contains("the file is ahead");
    }
  }

  @Test
  void openPermissionsAreFoundAndClosed() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (PersistentQ pq = open()) {
      pq.examine(false);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r--r--");
      assertThat(pq.examine(true)).extracting(Finding::kind).containsOnly(Kind.PERMISSIONS);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r-----");
      assertThat(pq.examine(false)).isEmpty();
    }
  }

  @Test
  void leftoversOfKilledProcessesAreFoundAndDeleted() throws Exception {
    Path left = Files.createFile(folder.resolve("jobs.db-new-abc"));
    try (PersistentQ pq = open()) {
      assertThat(pq.examine(true)).as("it may still be in use").isEmpty();
      Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
      only(pq.examine(true), Kind.LEFTOVER);
      assertThat(left).doesNotExist();
    }
  }

  @Test
  void aLogThatAReaderHoldsBackIsFound() throws Exception {
    String large = "x".repeat(1_000_000);
    try (PersistentQ pq = open()) {
      try (Child reader = Child.of(ReaderMain.class, file).start()) {
        reader.awaitReady();
        IntStream.range(0, 12).forEach(i -> pq.putItem(large));
        Finding finding = only(pq.examine(false), Kind.LOG_HELD_BACK);
        assertThat(finding.what()).contains(reader.pid() + " (java)");
      }
      IntStream.range(0, 3).forEach(i -> pq.putItem(large));
      assertThat(pq.examine(false)).as("the control: much in the log, but no reader").isEmpty();
    }
  }

  @Test
  void aWriteLockThatIsKeptIsFoundAndWhatNeedsItIsLeft() throws Exception {
    PqConfig config = PqConfig.builder(file.toString()).busyTimeout(Duration.ofMillis(200)).build();
    try (PersistentQ pq = PersistentQ.connect(config)) {
      assertThat(pq.getItem()).isPresent();
    }
    FaultSql.run(file, "UPDATE pq_item SET lease_until = lease_until - 1800000 WHERE status = 20");
    try (Child holder = Child.of(LockMain.class, file).start().awaitReady()) {
      List<Finding> found = PersistentQ.examine(config, true);
      assertThat(found)
          .extracting(Finding::kind)
          .containsExactly(Kind.WRITE_LOCK_HELD, Kind.ORPHANS);
      assertThat(found).noneMatch(Finding::isRepaired);
      assertThat(found.get(0).what()).contains("process " + holder.pid() + " (java)");
    }
    assertThat(only(PersistentQ.examine(config, true), Kind.ORPHANS).isRepaired())
        .as("the control: once it is let go")
        .isTrue();
  }

  @Test
  void aFileOfFreePagesIsFound() {
    try (PersistentQ pq = open()) {
      String large = "x".repeat(1_000_000);
      IntStream.range(0, 20).forEach(i -> pq.putItem(large));
      pq.purgeEvenUnfinished(ItemFilter.all().withContaining("xxx"));
      only(pq.examine(false), Kind.FREE_PAGES);
    }
  }

  // ---- contents of files

  private Path contentOf(PersistentQ pq, String text) throws Exception {
    Path original = Files.writeString(folder.resolve("original"), text.repeat(100_000));
    long id = pq.putItem(NewItem.file(original));
    String sha256 = pq.findItem(id).orElseThrow().file().sha256();
    try (Stream<Path> all = Files.walk(folder.resolve("jobs.db.files"))) {
      return all.filter(path -> path.endsWith(sha256)).findFirst().orElseThrow();
    }
  }

  @Test
  void contentThatIsMissingIsFound() throws Exception {
    try (PersistentQ pq = open()) {
      Path content = contentOf(pq, "a");
      assertThat(pq.examine(false)).as("the control").isEmpty();
      Files.delete(content);
      assertThat(only(pq.examine(false), Kind.MISSING_CONTENT).what()).contains("item 21");
    }
  }

  @Test
  void contentThatIsDamagedIsFound() throws Exception {
    try (PersistentQ pq = open()) {
      Path content = contentOf(pq, "a");
      Files.setPosixFilePermissions(content, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(content, "b", StandardOpenOption.WRITE);
      assertThat(only(pq.examine(false), Kind.DAMAGED_CONTENT).what()).contains("item 21");
    }
  }

  @Test
  void contentThatBelongsToNoItemIsFoundAndRemoved() throws Exception {
    try (PersistentQ pq = open()) {
      Path content = contentOf(pq, "a");
      FaultSql.run(file, "DELETE FROM pq_item WHERE id = 21");
      assertThat(pq.examine(true)).as("it may be of a put under way").isEmpty();
      Files.setLastModifiedTime(content, FileTime.from(Instant.now().minus(Duration.ofHours(3))));
      assertThat(only(pq.examine(false), Kind.UNREFERENCED_CONTENT).isRepaired()).isFalse();
      assertThat(content).exists();
      assertThat(only(pq.examine(true), Kind.UNREFERENCED_CONTENT).isRepaired()).isTrue();
      assertThat(content).doesNotExist();
    }
  }

  // ---- what cannot be opened

  @Test
  void whatKeepsTheQueueFromBeingOpenedIsAFinding() throws Exception {
    Files.write(file, new byte[0]);
    List<Finding> found = PersistentQ.examine(PqConfig.builder(file.toString()).build(), true);
    assertThat(only(found, Kind.CANNOT_OPEN).what()).contains("is empty (0 bytes)");
    assertThat(file).isEmptyFile();
  }

  @ParameterizedTest(name = "a file cut to {0} pages")
  @ValueSource(ints = {0, 1, 5})
  void aFileThatWasCutIsToBeRestored(int pages) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(pages * 4_096L + 100);
    }
    List<Finding> found = PersistentQ.examine(PqConfig.builder(file.toString()).build(), true);
    Finding finding = only(found, Kind.CANNOT_OPEN);
    assertThat(finding.remedy()).contains("restore a backup");
    assertThat(finding.what()).contains("restore a backup").doesNotContain("run `pq doctor`");
  }
}
