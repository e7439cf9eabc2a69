package atk.pq.postgresql;

import atk.pq.spi.Payload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Fills a database with items faster than a queue would: plain SQL, every row as the engine's. */
final class Items {
  private Items() {}

  /** Adds items of the queue {@code default} in the state with this code. */
  static void fill(Connection connection, int status, int count) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO pq_queue
            (name, lease, max_submissions, retry_delay, retry_delay_max, retention, paused)
          VALUES ('default', 300000, 3, 1000, 300000, NULL, false) ON CONFLICT DO NOTHING""");
      statement.execute(
          """
          INSERT INTO pq_priority
          SELECT id, 0 FROM pq_queue WHERE name = 'default' ON CONFLICT DO NOTHING""");
      statement.execute(
          """
          INSERT INTO pq_item (queue_id, status, priority, created_at, updated_at, available_at,
            lease_until, submission_count, kind, crc, size, payload)
          SELECT q.id, %d, 0, pq_now(), pq_now() - 1000, pq_now() - 1000, pq_now() - 1000, 1,
            10, crc.value, 8, 'the item'
          FROM generate_series(1, %d), pq_queue q,
            (SELECT %d AS value) AS crc
          WHERE q.name = 'default'"""
              .formatted(status, count, Payload.text("the item").crc()));
    }
  }

  /** A literal for the ids of some items in a state, from all over the table. */
  static String ids(Connection connection, int status, int count) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT array_agg(id)::text FROM (
                  SELECT id FROM pq_item WHERE status = %d ORDER BY hashint8(id) LIMIT %d) AS picked"""
                    .formatted(status, count))) {
      rows.next();
      return "'" + rows.getString(1) + "'";
    }
  }

  /** A literal for that many zeros. */
  static String zeros(int count) {
    return "'{" + "0,".repeat(count - 1) + "0}'";
  }
}
