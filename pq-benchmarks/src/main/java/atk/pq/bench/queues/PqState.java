package atk.pq.bench.queues;

import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.spi.Payload;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a file of Pq holds before a work begins.
 *
 * @param waiting how many items wait
 * @param finished how many are Processed and kept
 * @param delayed how many wait for a time far away
 * @param queues over how many queues those that wait are spread
 * @param run how many in a row are of one queue
 * @param priorities how many priorities they have, interleaved
 */
public record PqState(int waiting, int finished, int delayed, int queues, int run, int priorities) {
  /** An item of a hundred bytes. */
  public static final String ITEM = "0123456789".repeat(10);

  private static final int RUN = 100;

  static final PqState EMPTY = new PqState(0, 0, 0, 1, RUN, 1);

  private static final int READY = 10;
  private static final int DELAYED = 11;
  private static final int PROCESSED = 40;
  private static final String FILL =
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
      INSERT INTO pq_item (position, queue_id, status, priority, created_at, updated_at,
        lease_until, available_at, kind, crc, payload, submission_count, token, consumer_id)
      SELECT i, 1 + (i - 1) / ?9 % ?2, ?3, (i / ?2) % ?4, ?5, ?5, ?5, ?6, 10, ?7, ?8, 0,
        0x4000000000000000, 0x4000000000000000
      FROM n""";

  /** So many waiting items of one priority in one queue, and nothing else. */
  public static PqState waiting(int waiting) {
    return new PqState(waiting, 0, 0, 1, RUN, 1);
  }

  /** Besides these so many that are Processed. */
  public PqState withFinished(int count) {
    return new PqState(waiting, count, delayed, queues, run, priorities);
  }

  /** Besides these so many that wait for a time far away. */
  public PqState withDelayed(int count) {
    return new PqState(waiting, finished, count, queues, run, priorities);
  }

  /** The same spread over so many queues, a batch for each in turn. */
  public PqState withQueues(int count) {
    return new PqState(waiting, finished, delayed, count, run, priorities);
  }

  /** The same with a single item for each queue in turn. */
  public PqState interleaved() {
    return new PqState(waiting, finished, delayed, queues, 1, priorities);
  }

  /** The same with so many priorities, interleaved. */
  public PqState withPriorities(int count) {
    return new PqState(waiting, finished, delayed, queues, run, count);
  }

  /** Which of the queues the item is for that is the so-manieth put, from 0. */
  int queueOf(int number) {
    return number / run % queues;
  }

  /** The names of its queues. */
  List<String> names() {
    return IntStream.rangeClosed(1, queues).mapToObj(i -> "q" + i).toList();
  }

  /** Makes such a file. Rows are written by SQL: millions are there in seconds. */
  void make(Path file) throws SQLException {
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      PqConfig config = PqConfig.builder(file.toString()).build();
      names().forEach(name -> pq.configure(config.newQueueSettings(name)));
    }
    try (Connection connection = Sqlite.open(file)) {
      Sqlite.run(connection, "PRAGMA synchronous = OFF");
      Sqlite.run(connection, "PRAGMA cache_size = -200000");
      fill(connection, PROCESSED, finished, 0);
      fill(connection, DELAYED, delayed, 1_000_000_000);
      fill(connection, READY, waiting, 0);
    }
  }

  private void fill(Connection connection, int status, int count, long millisFromNow)
      throws SQLException {
    if (count == 0) {
      return;
    }
    long now = System.currentTimeMillis() - 1_000;
    try (PreparedStatement fill = connection.prepareStatement(FILL)) {
      fill.setInt(1, count);
      fill.setInt(2, queues);
      fill.setInt(3, status);
      fill.setInt(4, priorities);
      fill.setLong(5, now);
      fill.setLong(6, now + millisFromNow);
      fill.setInt(7, Payload.text(ITEM).crc());
      fill.setString(8, ITEM);
      fill.setInt(9, run);
      if (fill.executeUpdate() != count) {
        throw new IllegalStateException("did not fill " + count);
      }
    }
  }

  @Override
  public String toString() {
    StringBuilder words = new StringBuilder("%,d waiting".formatted(waiting));
    if (finished > 0) {
      words.append(", %,d finished".formatted(finished));
    }
    if (delayed > 0) {
      words.append(", %,d delayed".formatted(delayed));
    }
    if (queues > 1) {
      words.append(", ").append(queues).append(run == 1 ? " queues interleaved" : " queues");
    }
    if (priorities > 1) {
      words.append(", ").append(priorities).append(" priorities");
    }
    return words.toString();
  }
}
