package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Durations;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.postgresql.Explained.Planning;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Insert;
import atk.pq.spi.Payload;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a claim costs does not grow: neither with what waits, nor with what went before. */
class PostgresqlGrowthTest {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final int BATCH = 50;

  @Test
  @DisplayName("a claim touches as many buffers at 10 thousand ready items as at 100 thousand")
  void backlog() throws SQLException {
    assertFlat(10_000, 100_000);
  }

  @Test
  @Tag("deep")
  @DisplayName("a claim touches as many buffers at 10 thousand ready items as at 1 million")
  void largeBacklog() throws SQLException {
    assertFlat(10_000, 1_000_000);
  }

  private static void assertFlat(int few, int many) throws SQLException {
    String database = newDatabase();
    try (Connection connection = SERVER.connect(database)) {
      Items.fill(connection, 10, few);
      SERVER.execute(database, "VACUUM ANALYZE pq_item");
      long atFew = claim(connection, 0).buffers();
      Items.fill(connection, 10, many - few);
      SERVER.execute(database, "VACUUM ANALYZE pq_item");
      long atMany = claim(connection, 0).buffers();
      System.out.printf(
          "buffers of a claim of %d: %d at %d ready items, %d at %d%n",
          BATCH, atFew, few, atMany, many);
      assertThat(atMany).isLessThanOrEqualTo(Math.round(1.5 * atFew));
    }
  }

  @Test
  @DisplayName("while an old snapshot is open, a claim stays cheap after 30 thousand items")
  void oldSnapshot() throws SQLException {
    assertCheapBehindDeadRows(30_000, 400);
  }

  @Test
  @Tag("deep")
  @DisplayName("while an old snapshot is open, a claim stays cheap after 300 thousand items")
  void oldSnapshotOverMany() throws SQLException {
    assertCheapBehindDeadRows(300_000, 5_000);
  }

  private static void assertCheapBehindDeadRows(int items, long leastWithoutFloor)
      throws SQLException {
    String database = newDatabase();
    try (Connection reader = SERVER.connect(database);
        Connection connection = SERVER.connect(database)) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = reader.createStatement()) {
        statement.execute("SELECT count(*) FROM pq_item");
      }
      Floors floors = new Floors();
      int queue = passThrough(connection, floors, items);
      Items.fill(connection, 10, 1_000);
      long floor = floors.of(queue, 0);
      Explained withFloor = claim(connection, floor);
      Explained withoutFloor = claim(connection, 0);
      System.out.printf(
          "buffers of a claim of %d behind %d dead items: to find %d from the floor, %d from 0;"
              + " with the changes %d and %d%n",
          BATCH,
          items,
          withFloor.buffersToFind(),
          withoutFloor.buffersToFind(),
          withFloor.buffers(),
          withoutFloor.buffers());
      assertThat(withoutFloor.buffersToFind())
          .as("control: without the floor it is not cheap")
          .isGreaterThan(leastWithoutFloor);
      assertThat(withFloor.buffersToFind()).as(withFloor.plan()).isLessThan(200);
      reader.rollback();
    }
  }

  /** Puts, claims and finishes items as the engine does, in batches. */
  private static int passThrough(Connection connection, Floors floors, int items)
      throws SQLException {
    PqConfig config = PqConfig.builder("postgresql://unused/unused").build();
    PostgresqlMemory memory = new PostgresqlMemory();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(PostgresqlConnections.setUpWriter(30_000, "off"));
    }
    List<Insert> batch =
        Collections.nCopies(
            1_000,
            new Insert("default", 0, Duration.ZERO, null, Map.of(), Payload.text("the item")));
    long began = System.nanoTime();
    for (int done = 0; done < items; done += batch.size()) {
      if (done + batch.size() >= items) {
        // of the claims of 30 ms one is remembered: let the last one be it
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(40));
      }
      PostgresqlWriteTx tx =
          new PostgresqlWriteTx(new Statements(connection), config, memory, floors);
      tx.insert(batch);
      List<Claimed> claimed =
          tx.claim(List.of(new ClaimRequest("default", batch.size(), null, "me"))).get(0);
      tx.settle(
          claimed.stream()
              .map(c -> new Settlement(c.item().id(), c.token(), Verdict.PROCESSED, null, null))
              .toList());
      connection.commit();
      tx.committed();
    }
    System.out.println(
        items + " items in " + Durations.format(Duration.ofNanos(System.nanoTime() - began)));
    connection.setAutoCommit(true);
    int queue = Objects.requireNonNull(memory.id("default"));
    // the floor follows 0.3 s behind, however many items that are on a fast machine
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
    floors.scanned(queue, 0, System.nanoTime()); // not now the scan that is due every few seconds
    return queue;
  }

  private static Explained claim(Connection connection, long floor) throws SQLException {
    Explained claim =
        Explained.run(
            connection,
            Planning.CUSTOM,
            PostgresqlSql.CLAIM,
            "'{1}'",
            0,
            1,
            0,
            floor,
            BATCH,
            4_194_304,
            "'{300000}'",
            "'{me}'");
    connection.setAutoCommit(true);
    return claim;
  }

  private static String newDatabase() {
    String database = SERVER.createDatabase("growth");
    PersistentQ.connect(SERVER.url(database)).close();
    return database;
  }
}
