package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.CrashCause;
import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.GetRequest;
import atk.pq.ItemFilter;
import atk.pq.Mover;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that an examination finds on a PostgreSQL server, provoked on one of its own. */
class PostgresqlDoctorTest {
  private static PostgresServer server;

  @TempDir Path folder;
  private String database;
  private PersistentQ pq;

  @BeforeAll
  static void aServer() {
    server = PostgresServer.start(Map.of());
  }

  @AfterAll
  static void endServer() {
    server.close();
  }

  @BeforeEach
  void aQueueWithItems() {
    database = server.createDatabase("doctor");
    pq = PersistentQ.connect(server.url(database));
    IntStream.range(0, 5).forEach(i -> pq.putItem("item " + i));
  }

  @AfterEach
  void close() {
    pq.close();
  }

  private void run(String sql) {
    server.execute(database, sql);
  }

  /** Moves the time of the queue, which its engine asks for there. */
  private void advance(Duration span) {
    run(
        """
        CREATE OR REPLACE FUNCTION pq_now() RETURNS bigint LANGUAGE sql STABLE AS
        $$ SELECT floor(extract(epoch FROM now()) * 1000)::bigint + %d $$"""
            .formatted(span.toMillis()));
  }

  private List<Finding> found() {
    return pq.examine(false);
  }

  private Finding only(Kind kind) {
    List<Finding> findings = found();
    assertThat(findings).extracting(Finding::kind).containsExactly(kind);
    assertThat(findings.get(0).remedy()).isNotBlank();
    return findings.get(0);
  }

  /** The only one of its kind, where others come with it. */
  private Finding among(Kind kind) {
    List<Finding> findings = found().stream().filter(f -> f.kind() == kind).toList();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  @Test
  @DisplayName("the control: nothing is found in a good queue on a good server")
  void aGoodQueueIsFoundGood() {
    assertThat(found()).isEmpty();
  }

  // ---- the server

  @Test
  void settingsThatLetItemsBeLostAreFound() throws Exception {
    for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
      server.set(setting, "off");
      awaitSetting(setting, "off");
      assertThat(only(Kind.UNSAFE_SETTING).what()).startsWith(setting + " is off");
      server.set(setting, "on");
      awaitSetting(setting, "on");
    }
    assertThat(found()).isEmpty();
  }

  /** A reload reaches the sessions a little later, each by itself. */
  private void awaitSetting(String setting, String value) throws Exception {
    pq.close();
    await(
        "SELECT count(*) FROM pg_settings WHERE name = '%s' AND setting = '%s'"
            .formatted(setting, value));
    pq = PersistentQ.connect(server.url(database));
  }

  @Test
  void aStandbyThatIsWaitedForAndMissingIsFound() throws Exception {
    server.set("synchronous_standby_names", "ANY 1 (standby1, standby2)");
    try {
      awaitSetting("synchronous_standby_names", "ANY 1 (standby1, standby2)");
      assertThat(only(Kind.STANDBY_MISSING).what()).contains("standby1").contains("0 follow");
      server.set("synchronous_commit", "local");
      awaitSetting("synchronous_commit", "local");
      assertThat(only(Kind.UNSAFE_SETTING).what()).contains("no commit waits for the standby");
    } finally {
      server.set("synchronous_standby_names", "");
      server.set("synchronous_commit", "on");
      awaitSetting("synchronous_standby_names", "");
      awaitSetting("synchronous_commit", "on");
    }
  }

  @Test
  void knowsHowManyStandbysAreWaitedFor() {
    assertThat(PostgresqlCheckup.wanted("standby1")).isEqualTo(1);
    assertThat(PostgresqlCheckup.wanted("a, b")).isEqualTo(1);
    assertThat(PostgresqlCheckup.wanted("ANY 1 (a, b)")).isEqualTo(1);
    assertThat(PostgresqlCheckup.wanted("FIRST 2 (a, b, c)")).isEqualTo(2);
    assertThat(PostgresqlCheckup.wanted("3 (a, b, c)")).isEqualTo(3);
  }

  @Test
  void aTransactionThatHoldsBackVacuumIsFound() throws Exception {
    try (Connection open = server.connect(database);
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      open.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      long pid = number(statement, "SELECT pg_backend_pid()");
      assertThat(found()).as("the control: it may be a short one").isEmpty();
      advance(Duration.ofHours(1));
      assertThat(among(Kind.VACUUM_HELD_BACK).what())
          .contains("process " + pid)
          .contains("idle in transaction")
          .contains("open for 1h");
      open.rollback();
      assertThat(found()).extracting(Finding::kind).doesNotContain(Kind.VACUUM_HELD_BACK);
    }
  }

  @Test
  void aSlotThatNobodyReadsIsFound() throws Exception {
    run("SELECT pg_create_physical_replication_slot('forgotten', true)");
    try {
      assertThat(found()).as("the control: it keeps little").isEmpty();
      for (int i = 0; i < 6; i++) {
        pq.putItem("more"); // an empty segment is not ended
        run("SELECT pg_switch_wal()");
      }
      assertThat(only(Kind.LOG_HELD_BACK).what()).contains("forgotten");
    } finally {
      run("SELECT pg_drop_replication_slot('forgotten')");
    }
  }

  // ---- the tables

  @Test
  void deadRowsThatNobodyRemovesAreFound() throws Exception {
    run("ALTER TABLE pq_item SET (autovacuum_enabled = off)");
    for (int i = 0; i < 5; i++) {
      pq.putItems(IntStream.range(0, 1_000).mapToObj(n -> NewItem.of("item " + n)).toList());
      List<Claim> claims = pq.getItems(GetRequest.one().withMax(1_000));
      pq.processed(claims);
    }
    pq.purge(ItemFilter.all().withStatus(Status.PROCESSED));
    pq.close(); // its sessions report what they did when they end
    await("SELECT count(*) FROM pg_stat_user_tables WHERE n_dead_tup > 10000");
    pq = PersistentQ.connect(server.url(database));
    assertThat(found()).as("the control: vacuum may be about to come").isEmpty();
    advance(Duration.ofMinutes(20));
    assertThat(among(Kind.DEAD_ROWS).what()).contains("dead rows of pq_item").contains("20m");
    run("VACUUM pq_item");
    assertThat(found()).extracting(Finding::kind).doesNotContain(Kind.DEAD_ROWS);
  }

  @Test
  void rightsOfEverybodyAreFound() {
    run("GRANT SELECT, DELETE ON pq_item TO PUBLIC");
    assertThat(only(Kind.PERMISSIONS).what()).contains("pq_item (DELETE, SELECT)");
  }

  @Test
  void rightsOfEverybodyOnOtherTablesAndTheViewAreFound() {
    run("GRANT UPDATE, DELETE ON pq_queue, pq_crash TO PUBLIC; GRANT SELECT ON pq_items TO PUBLIC");
    Finding finding = only(Kind.PERMISSIONS);
    assertThat(finding.what())
        .endsWith("pq_crash (DELETE, UPDATE), pq_items (SELECT), pq_queue (DELETE, UPDATE)");
    assertThat(finding.remedy())
        .isEqualTo("REVOKE ALL ON pq_crash, pq_items, pq_queue FROM PUBLIC");
  }

  @Test
  void aClockThatDiffersFromTheServersIsFound() {
    for (int hours : new int[] {3, -3}) {
      Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
      PqConfig config = PqConfig.builder(server.url(database)).clock(clock).build();
      List<Finding> findings = PersistentQ.examine(config, false);
      assertThat(findings).extracting(Finding::kind).containsExactly(Kind.CLOCK);
      assertThat(findings.get(0).what()).contains(hours > 0 ? "ahead of" : "behind");
    }
  }

  @Test
  void aChangedPayloadIsFound() {
    String large = "x".repeat(1_000_000);
    IntStream.range(0, 10).forEach(i -> pq.putItem(large)); // more than one look takes
    assertThat(found()).as("the control").isEmpty();
    run("UPDATE pq_item SET payload = payload || '!' WHERE id IN (2, 14)");
    assertThat(only(Kind.DAMAGED_PAYLOAD).what()).startsWith("2 items").contains("[2, 14]");
  }

  @Test
  @DisplayName("S13: an item that does not fit its kind is found, and never handed out")
  void anItemThatDoesNotFitItsKindIsFound() throws Exception {
    pq.putItem(NewItem.file(Files.writeString(folder.resolve("file"), "content")));
    assertThat(found()).as("the control").isEmpty();
    run("UPDATE pq_item SET kind = 11 WHERE id = 2"); // a text, now a file without description
    run("UPDATE pq_item SET kind = 13 WHERE id = 3");
    run("UPDATE pq_item SET kind = 10 WHERE id = 6"); // a file, now a text
    assertThat(among(Kind.DAMAGED_PAYLOAD).what()).startsWith("3 items").contains("[2, 3, 6]");
    List<Claim> claims = pq.getItems(GetRequest.one().withMax(10));
    assertThat(claims).extracting(Claim::id).containsExactly(1L, 4L, 5L);
    for (long id : new long[] {2, 3, 6}) {
      assertThat(pq.findItem(id).orElseThrow().status()).isEqualTo(Status.MANUAL_INTERVENTION);
      assertThat(pq.crashes(id))
          .singleElement()
          .returns(CrashCause.DAMAGED, crash -> crash.cause());
    }
  }

  // ---- the queues

  @Test
  void orphansThatNobodySweepsAreFoundAndSwept() {
    assertThat(pq.getItem()).isPresent();
    assertThat(found()).isEmpty();
    run("UPDATE pq_item SET lease_until = lease_until - 1800000 WHERE status = 20");
    assertThat(only(Kind.ORPHANS).isRepaired()).isFalse();
    assertThat(pq.examine(true)).singleElement().matches(Finding::isRepaired);
    assertThat(found()).isEmpty();
  }

  @Test
  void pausedAndUnservedQueuesAreFound() {
    pq.pause("default");
    only(Kind.PAUSED_QUEUE);
    pq.resume("default");
    run("UPDATE pq_item SET created_at = created_at - 10800000");
    only(Kind.NOBODY_CONSUMES);
  }

  @Test
  void aMoveThatWasBrokenOffIsFound() {
    assertThat(pq.getItem()).as("what a move waits for").isPresent();
    String there = folder.resolve("there.db").toString();
    Mover mover =
        Mover.of(server.url(database), there)
            .onProgress(
                progress -> {
                  throw new IllegalStateException("broken off");
                });
    assertThatThrownBy(mover::run).hasMessage("broken off");
    Finding found = only(Kind.UNFINISHED_MOVE);
    assertThat(found.what()).contains("is being moved to " + there);
    assertThat(found.remedy()).contains("pq move --undo postgresql://127.0.0.1");
    Mover.undo(PqConfig.builder(server.url(database)).build());
    assertThat(found()).as("the control: the queues go on").isEmpty();
  }

  @Test
  void contentsOfFilesAreLookedAt() throws Exception {
    Path store = folder.resolve("files");
    PqConfig config = PqConfig.builder(server.url(database)).filesFolder(store).build();
    Path original = Files.writeString(folder.resolve("original"), "a".repeat(100_000));
    try (PersistentQ withFiles = PersistentQ.connect(config)) {
      withFiles.putItem(NewItem.file(original));
      assertThat(withFiles.examine(false)).isEmpty();
    }
    Finding unknown = only(Kind.MISSING_CONTENT);
    assertThat(unknown.remedy()).contains("filesFolder");
    try (var all = Files.walk(store)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        Files.delete(path);
      }
    }
    List<Finding> missing = PersistentQ.examine(config, false);
    assertThat(missing).extracting(Finding::kind).containsExactly(Kind.MISSING_CONTENT);
    assertThat(missing.get(0).what()).contains("item 6");
  }

  @Test
  void aServerThatIsNotThereIsAFinding() {
    String nowhere = "postgresql://pq@127.0.0.1:1/none";
    List<Finding> findings = PersistentQ.examine(PqConfig.builder(nowhere).build(), false);
    assertThat(findings).extracting(Finding::kind).containsExactly(Kind.CANNOT_OPEN);
    assertThat(findings.get(0).what()).contains("cannot reach");
  }

  private void await(String sql) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (Connection connection = server.connect(database);
          Statement statement = connection.createStatement()) {
        if (number(statement, sql) == 1) {
          return;
        }
      }
      assertThat(System.nanoTime()).as("never: %s", sql).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
