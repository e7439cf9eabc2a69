package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.spi.Payload;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Puts against what one would write by hand, in one run on one server: only the ratio says
 * something. The best of a few rounds counts, for the machine has other things to do.
 */
@Tag("slow")
class PostgresqlThroughputTest {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final int CALLERS = 64;
  private static final int BATCH = 1_000;
  private static final int ROUNDS = 4;
  private static final String TEXT = "/data/in/report-2026-11-24.csv";

  private static final String BY_HAND =
      """
      INSERT INTO pq_item (queue_id, status, priority, created_at, updated_at, available_at, kind,
        crc, size, payload)
      VALUES (1, 10, 0, pq_now(), pq_now(), pq_now(), 10, ?, ?, ?)""";

  private static final String BATCH_BY_HAND =
      """
      INSERT INTO pq_item (queue_id, status, priority, created_at, updated_at, available_at, kind,
        crc, size, payload)
      SELECT 1, 10, 0, pq_now(), pq_now(), pq_now(), 10, crc, size, payload
      FROM unnest(?::integer[], ?::integer[], ?::bytea[]) AS n (crc, size, payload)
      RETURNING id""";

  private static String database;

  @BeforeAll
  static void prepare() {
    database = SERVER.createDatabase("throughput");
    try (PersistentQ pq = PersistentQ.connect(SERVER.url(database))) {
      pq.putItem("the first");
    }
  }

  /** Work that one caller repeats; how many items it did. */
  private interface Work {
    int run() throws Exception;
  }

  @Test
  @DisplayName("64 callers, one item a call: never below half of the target of 2.5 times by hand")
  void manyCallers() throws Exception {
    manyCallers(1.25);
  }

  @Test
  @Tag("deep")
  @DisplayName(
      "64 callers, one item a call: at least 2.5 times one statement a call on 64 connections")
  void manyCallersInFull() throws Exception {
    manyCallers(2.5);
  }

  private void manyCallers(double least) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + SERVER.port() + "/" + database);
    pool.setUsername("pq");
    pool.setMaximumPoolSize(CALLERS);
    try (PersistentQ pq = PersistentQ.connect(SERVER.url(database));
        HikariDataSource connections = new HikariDataSource(pool)) {
      double best = 0;
      for (int round = 0; round < ROUNDS && best < least; round++) {
        double byHand = perSecond(CALLERS, () -> putByHand(connections));
        double queued =
            perSecond(
                CALLERS,
                () -> {
                  pq.putItem(TEXT);
                  return 1;
                });
        System.out.printf(
            "64 callers: %.0f puts/s, one statement a call %.0f/s, ratio %.2f%n",
            queued, byHand, queued / byHand);
        best = Math.max(best, queued / byHand);
      }
      assertThat(best).isGreaterThanOrEqualTo(least);
    }
  }

  private static int putByHand(HikariDataSource connections) throws SQLException {
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    try (Connection connection = connections.getConnection();
        PreparedStatement insert = connection.prepareStatement(BY_HAND)) {
      insert.setInt(1, Payload.crc(text));
      insert.setInt(2, text.length);
      insert.setBytes(3, text);
      return insert.executeUpdate();
    }
  }

  @Test
  @DisplayName("batches of 1,000: never below half of the target of 0.8 of a hand-written loop")
  void batches() throws Exception {
    batches(0.4);
  }

  @Test
  @Tag("deep")
  @DisplayName("batches of 1,000: at least 0.8 of a hand-written unnest loop")
  void batchesInFull() throws Exception {
    batches(0.8);
  }

  private void batches(double least) throws Exception {
    List<NewItem> items = Collections.nCopies(BATCH, NewItem.of(TEXT));
    try (PersistentQ pq = PersistentQ.connect(SERVER.url(database));
        Connection connection = SERVER.connect(database)) {
      double best = 0;
      for (int round = 0; round < ROUNDS && best < least; round++) {
        double byHand = perSecond(1, () -> putBatchByHand(connection));
        double queued = perSecond(1, () -> pq.putItems(items).size());
        System.out.printf(
            "batches of 1,000: %.0f items/s, by hand %.0f/s, ratio %.2f%n",
            queued, byHand, queued / byHand);
        best = Math.max(best, queued / byHand);
      }
      assertThat(best).isGreaterThanOrEqualTo(least);
    }
  }

  private static int putBatchByHand(Connection connection) throws SQLException {
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    Integer[] crcs = new Integer[BATCH];
    Integer[] sizes = new Integer[BATCH];
    byte[][] payloads = new byte[BATCH][];
    for (int i = 0; i < BATCH; i++) {
      crcs[i] = Payload.crc(text);
      sizes[i] = text.length;
      payloads[i] = text;
    }
    try (PreparedStatement insert = connection.prepareStatement(BATCH_BY_HAND)) {
      insert.setArray(1, connection.createArrayOf("integer", crcs));
      insert.setArray(2, connection.createArrayOf("integer", sizes));
      insert.setArray(3, connection.createArrayOf("bytea", payloads));
      insert.executeQuery().close();
    }
    return BATCH;
  }

  /** What that many callers do in two seconds, after a warm-up of half a second. */
  private static double perSecond(int callers, Work work) throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    LongAdder done = new LongAdder();
    List<Exception> failures = Collections.synchronizedList(new java.util.ArrayList<>());
    CountDownLatch ended = new CountDownLatch(callers);
    Thread[] threads = new Thread[callers];
    Arrays.setAll(
        threads,
        i ->
            new Thread(
                () -> {
                  try {
                    while (!isOver.get()) {
                      done.add(work.run());
                    }
                  } catch (Exception e) {
                    failures.add(e);
                  } finally {
                    ended.countDown();
                  }
                }));
    for (Thread thread : threads) {
      thread.start();
    }
    Thread.sleep(500);
    long before = done.sum();
    long began = System.nanoTime();
    Thread.sleep(2_000);
    double rate = (done.sum() - before) * 1e9 / (System.nanoTime() - began);
    isOver.set(true);
    ended.await();
    assertThat(failures).isEmpty();
    return rate;
  }
}
