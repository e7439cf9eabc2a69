package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.CorruptQueueException;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.QueueFullException;
import atk.pq.Status;
import atk.pq.sqlite.NextRelease;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S12: a disk that becomes full while something large is half done. */
class FullDiskMidwayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MIB = 1_024 * 1_024;
  private static final int PAGE = 4_096;

  /** From this size on SQLite copies the log into the file when it commits. */
  private static final long COPIED_FROM = 4_000L * PAGE;

  private static final String TEST_TABLES =
      "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'pq_test%'";

  @TempDir Path folder;
  private final Set<Long> acknowledged = new HashSet<>();

  @ParameterizedTest(name = "S12 {0} full in the middle of a checkpoint: nothing lost, all goes on")
  @EnumSource
  void aCheckpointThatFindsNoRoomLosesNothing(SmallDisk kind) throws Exception {
    try (Mount disk = kind.mount(folder, 64)) {
      Path file = disk.folder().resolve("jobs.db");
      Path others = disk.folder().resolve("others");
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        long before = Files.size(file);
        fillWithAllInTheLog(pq, file, others);
        assertThat(Files.size(file)).as("nothing was copied yet").isEqualTo(before);

        finishOne(pq); // its commit copies the log
        assertMidway(file, before);
        checkAsIfKilledNow(file);

        goesOn(pq);
        assertMidway(file, before);
      }
      assertMidway(file, 0); // closing copied what there was still room for
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        assertRefused(pq);
        assertThat(present(pq)).isEqualTo(acknowledged);
        Files.delete(others);
        resumes(pq);
        awaitCopied(file);
      }
      check(file);
    }
  }

  @ParameterizedTest(
      name = "S12 S24 {0} full in the middle of an upgrade: old, and new once it fits")
  @EnumSource
  void anUpgradeThatFindsNoRoomChangesNothing(SmallDisk kind) throws Exception {
    try (Mount disk = kind.mount(folder, 32)) {
      Path file = disk.folder().resolve("jobs.db");
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        for (int i = 0; i < 8_000; i += 1_000) {
          acknowledged.addAll(pq.putItems(items(i, 1_000)));
        }
      }
      long needed = logOfUpgrade(copyOf(file));
      Path others = disk.folder().resolve("others");
      fillUp(others, MIB);

      long written = logOfRefusedUpgrade(file);
      assertThat(written).as("half of the upgrade").isBetween(MIB / 2L, needed - MIB);
      assertThat(FaultSql.ask(file, "SELECT max(version) FROM pq_schema")).isEqualTo("1");
      assertThat(FaultSql.ask(file, "PRAGMA user_version")).isEqualTo("1");
      assertThat(FaultSql.ask(file, TEST_TABLES)).isEqualTo("0");
      check(file);
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        finishOne(pq); // the present release goes on with it
      }

      Files.delete(others);
      PersistentQ.connect(NextRelease.config(file)).close();
      assertThat(FaultSql.ask(file, TEST_TABLES)).isEqualTo("2");
      assertThat(FaultSql.integrity(file)).isEqualTo("ok");
      try (PersistentQ pq = PersistentQ.connect(NextRelease.config(file))) {
        assertThat(present(pq)).isEqualTo(acknowledged);
        finishOne(pq);
      }
    }
  }

  /** How long the log becomes when there is room for the upgrade. */
  private static long logOfUpgrade(Path file) throws Exception {
    try (Connection keepsLog = reading(file)) {
      PersistentQ.connect(NextRelease.config(file)).close();
      return Files.size(log(file));
    }
  }

  private static long logOfRefusedUpgrade(Path file) throws Exception {
    try (Connection keepsLog = reading(file)) {
      assertThatThrownBy(() -> PersistentQ.connect(NextRelease.config(file)))
          .isInstanceOf(QueueFullException.class);
      return Files.size(log(file));
    }
  }

  /** A connection that has read: while there is one, the log is not removed. */
  private static Connection reading(Path file) throws Exception {
    Connection connection = FaultSql.open(file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM pq_item");
    }
    return connection;
  }

  private Path copyOf(Path file) throws Exception {
    return Files.copy(
        file, Files.createDirectory(folder.resolve("control")).resolve(file.getFileName()));
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  private static List<NewItem> items(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(n -> NewItem.of(Texts.of("m:" + n)))
        .toList();
  }

  /** Leaves so many bytes, and the reserve. */
  private static void fillUp(Path others, int left) throws Exception {
    SmallDisk.fillUp(others);
    try (RandomAccessFile access = new RandomAccessFile(others.toFile(), "rw")) {
      access.setLength(access.length() - left);
    }
  }

  /** A reader holds the log until it is large and the disk nearly full. */
  private void fillWithAllInTheLog(PersistentQ pq, Path file, Path others) throws Exception {
    try (Connection reader = FaultSql.open(file);
        Statement statement = reader.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("SELECT count(*) FROM pq_item");
      for (int i = 0; Files.size(log(file)) < COPIED_FROM + MIB; i += 100) {
        acknowledged.addAll(pq.putItems(items(i, 100)));
      }
      fillUp(others, MIB / 2);
    }
  }

  /** Some pages are in the file and some are not, and the file knows that it should be longer. */
  private static void assertMidway(Path file, long before) throws Exception {
    long whole = Long.parseLong(FaultSql.ask(file, "PRAGMA page_count")) * PAGE;
    assertThat(Files.size(file)).isGreaterThan(before).isLessThan(whole);
  }

  /** The file and its log, as they are now, hold everything; the control: the file alone not. */
  private void checkAsIfKilledNow(Path file) throws Exception {
    Path copy = Files.createDirectory(folder.resolve("copy")).resolve("jobs.db");
    Root.run("cp", file.toString(), copy.toString());
    assertThatThrownBy(() -> PersistentQ.connect(copy.toString()))
        .isInstanceOf(CorruptQueueException.class);
    Root.run("cp", file + "-wal", copy + "-wal");
    check(copy);
  }

  private void goesOn(PersistentQ pq) {
    for (int i = 0; i < 20; i++) {
      assertRefused(pq);
      finishOne(pq);
    }
    acknowledged.removeAll(processed(pq));
    assertThat(pq.purge(Duration.ZERO, Status.PROCESSED)).isGreaterThanOrEqualTo(20);
    assertThat(present(pq)).isEqualTo(acknowledged);
  }

  private static void assertRefused(PersistentQ pq) {
    assertThatThrownBy(() -> pq.putItem(Texts.of("refused:1")))
        .isInstanceOf(QueueFullException.class);
  }

  private static void finishOne(PersistentQ pq) {
    pq.getItem().orElseThrow().processed();
  }

  private void resumes(PersistentQ pq) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        acknowledged.add(pq.putItem(Texts.of("after:1")));
        return;
      } catch (QueueFullException e) {
        assertThat(System.nanoTime()).as("puts are accepted again").isLessThan(deadline);
        Thread.sleep(20);
      }
    }
  }

  /** The log is copied at last, by itself. */
  private static void awaitCopied(Path file) throws Exception {
    long whole = Long.parseLong(FaultSql.ask(file, "PRAGMA page_count")) * PAGE;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (Files.size(file) < whole) {
      assertThat(System.nanoTime()).as("the log is copied").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private void check(Path file) throws Exception {
    assertThat(FaultSql.integrity(file)).isEqualTo("ok");
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      assertThat(present(pq)).isEqualTo(acknowledged);
    }
  }

  private static Set<Long> present(PersistentQ pq) {
    try (Stream<Item> all = pq.getAllItems()) {
      return all.peek(item -> assertThat(Texts.isWhole(item.text())).isTrue())
          .map(Item::id)
          .collect(Collectors.toSet());
    }
  }

  private static Set<Long> processed(PersistentQ pq) {
    try (Stream<Item> all = pq.getAllItems()) {
      return all.filter(item -> item.status() == Status.PROCESSED)
          .map(Item::id)
          .collect(Collectors.toSet());
    }
  }
}
