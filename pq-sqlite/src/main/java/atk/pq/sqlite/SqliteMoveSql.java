package atk.pq.sqlite;

import java.util.ArrayList;
import java.util.List;

/** The statements of a move to or from another database. The rest is {@link SqliteSql}. */
final class SqliteMoveSql {
  private static final List<String> TABLES = List.of("pq_item", "pq_queue");
  private static final List<String> CHANGES = List.of("INSERT", "UPDATE", "DELETE");

  // ---- marks: the table is there only while a database takes part in a move, or once it was moved

  static final String HAS_MARK =
      "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'pq_move'";

  static final String MARK = "SELECT mark FROM pq_move";

  static final String MAKE_MARK =
      """
      CREATE TABLE IF NOT EXISTS pq_move (
        one  INTEGER PRIMARY KEY CHECK (one = 1),
        mark TEXT    NOT NULL
      ) STRICT""";

  static final String PUT_MARK = "INSERT OR REPLACE INTO pq_move (one, mark) VALUES (1, ?)";

  static final String FORGET_MARK = "DROP TABLE IF EXISTS pq_move";

  /**
   * Makes the database refuse every change of items and queues: also from processes that have been
   * connected for long, from older releases, and from people.
   */
  static List<String> stop(String refusal) {
    List<String> triggers = new ArrayList<>();
    for (String table : TABLES) {
      for (String change : CHANGES) {
        triggers.add(
            """
            CREATE TRIGGER IF NOT EXISTS %1$s_moved_%2$s BEFORE %2$s ON %1$s
            BEGIN
              SELECT RAISE(ABORT, '%3$s');
            END"""
                .formatted(table, change, refusal.replace("'", "''")));
      }
    }
    return triggers;
  }

  static List<String> goOn() {
    List<String> triggers = new ArrayList<>();
    for (String table : TABLES) {
      for (String change : CHANGES) {
        triggers.add("DROP TRIGGER IF EXISTS %s_moved_%s".formatted(table, change));
      }
    }
    return triggers;
  }

  // ---- items as they are

  static final String STORED =
      "SELECT "
          + SqliteSql.ITEM_COLUMNS
          + """
              CASE WHEN i.kind <= 11 THEN i.payload END, q.name, c.name, r.result, i.token,
              i.position
            FROM pq_item i
            CROSS JOIN pq_queue q ON q.id = i.queue_id
            LEFT JOIN pq_consumer c ON c.id = i.consumer_id
            LEFT JOIN pq_result r ON r.item_id = i.id
            WHERE i.id > ? ORDER BY i.id LIMIT ?""";

  static final ManyRows RESTORE =
      new ManyRows(
          0,
          """
          INSERT INTO pq_item (id, position, queue_id, status, priority, submission_count, created_at,
            updated_at, available_at, lease_until, token, consumer_id, kind, crc, key, headers, file,
            payload)
          VALUES
          """,
          """
          (?%1$d, ?%2$d, ?%3$d, ?%4$d, ?%5$d, ?%6$d, ?%7$d, ?%8$d, ?%9$d, ?%10$d, ?%11$d, ?%12$d,
            ?%13$d, ?%14$d, ?%15$d, ?%16$d, ?%17$d, ?%18$d)""",
          18,
          "");

  static final String CONTINUE_AFTER =
      "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'pq_item'";

  private SqliteMoveSql() {}
}
