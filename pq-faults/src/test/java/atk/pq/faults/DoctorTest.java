package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that an examination finds, provoked. */
class DoctorTest {
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
  void orphansThatNobodySweepsAreFoundAndSwept() {
    try (PersistentQ pq = open()) {
      assertThat(pq.getItem()).isPresent();
    }
    try (PersistentQ pq = open(Duration.ofMinutes(30))) {
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
  void itemsThatNothingConsumesAreFound() {
    try (PersistentQ pq = open(Duration.ofHours(3))) {
      only(pq.examine(false), Kind.NOBODY_CONSUMES);
    }
  }

  @Test
  void aClockBehindTheFileIsFound() {
    try (PersistentQ pq = open(Duration.ofDays(-3))) {
      only(pq.examine(false), Kind.CLOCK);
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
    try (PersistentQ pq = open();
        Connection reader = FaultSql.open(file);
        Statement statement = reader.createStatement()) {
      statement.execute("BEGIN");
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM pq_item")) {
        assertThat(row.next()).isTrue();
      }
      String large = "x".repeat(1_000_000);
      IntStream.range(0, 12).forEach(i -> pq.putItem(large));
      Finding finding = only(pq.examine(false), Kind.LOG_HELD_BACK);
      assertThat(finding.what()).contains(Long.toString(ProcessHandle.current().pid()));
    }
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
}
