package atk.pq.sqlite;

/** The statements that only read: pages, counts, histories. The rest is {@link SqliteSql}. */
final class SqliteReadSql {
  static final String NEXT_DUE =
      """
      SELECT min(at) FROM (
        SELECT (SELECT min(available_at) FROM pq_item INDEXED BY pq_item_delayed
                WHERE status = 11) AS at
        UNION ALL
        SELECT (SELECT min(available_at) FROM pq_item INDEXED BY pq_item_crashed
                WHERE status = 30)
        UNION ALL
        SELECT (SELECT min(lease_until) FROM pq_item INDEXED BY pq_item_running
                WHERE status = 20))""";

  static final String CONTENT = "SELECT payload FROM pq_item WHERE id = ? AND kind = 11";

  static final String CRASHES =
      """
      SELECT item_id, submission, consumer, claimed_at, crashed_at, cause, reason
      FROM pq_crash WHERE item_id = ? ORDER BY id""";

  /** The whole file, all its indexes too; {@code ok}, or what is wrong. */
  static final String INTEGRITY = "PRAGMA integrity_check(20)";

  /** Busy, pages in the log, pages of them that are in the file too; changes nothing. */
  static final String LOOK_AT_LOG = "PRAGMA wal_checkpoint(NOOP)";

  /** The kinds up to 11 have their payload in the row; all but 10 describe a file. */
  static final String PAYLOADS =
      """
      SELECT id, kind <= 11, crc, payload, updated_at, (kind = 10) = (file IS NULL)
      FROM pq_item WHERE id > ? ORDER BY id LIMIT ?""";

  private static final String PAGE_HEAD =
      "SELECT "
          + SqliteSql.ITEM_COLUMNS
          + """
              CASE i.kind WHEN 10 THEN i.payload END, q.name, c.name, r.result
            FROM pq_item i
            CROSS JOIN pq_queue q ON q.id = i.queue_id
            LEFT JOIN pq_consumer c ON c.id = i.consumer_id
            LEFT JOIN pq_result r ON r.item_id = i.id
            """;

  static final String ITEM = PAGE_HEAD + "WHERE i.id = ?";

  /** Parameters 1 to 6 of a filter: queue, two status codes, latest update, key, text. */
  private static final String MATCHES =
      """
      (?1 IS NULL OR i.queue_id = ?1)
        AND (?2 IS NULL OR i.status = ?2 OR i.status = ?3)
        AND (?4 IS NULL OR i.updated_at <= ?4)
        AND (?5 IS NULL OR i.key = ?5)
        AND (?6 IS NULL OR instr(CASE i.kind WHEN 10 THEN i.payload ELSE i.file ->> 'name' END, ?6))
      """;

  /** The items of a range of ids: parameters 7 and 8; at most parameter 9. */
  static final String PAGE_OF_RANGE =
      PAGE_HEAD
          + """
            WHERE i.id > ?7 AND i.id <= ?8 AND
            """
          + MATCHES
          + "ORDER BY i.id LIMIT ?9";

  /** The items among candidates: JSON of ids in parameter 8; otherwise as the range. */
  static final String PAGE_OF_CANDIDATES =
      PAGE_HEAD
          + """
            WHERE i.id > ?7 AND i.id IN (SELECT value FROM json_each(?8)) AND
            """
          + MATCHES
          + "ORDER BY i.id LIMIT ?9";

  static final String FIRST_ID_AFTER = "SELECT min(id) FROM pq_item WHERE id > ?";

  static final String CANDIDATES_BY_KEY =
      """
      SELECT i.id FROM pq_queue q CROSS JOIN pq_item i INDEXED BY pq_item_key
        ON i.queue_id = q.id AND i.key = ?1
      LIMIT ?2""";

  static final String COUNT = "SELECT count(*) FROM pq_item i WHERE " + MATCHES;

  static final String COUNT_RUNNING =
      """
      SELECT count(*) FROM pq_item i INDEXED BY pq_item_running WHERE i.status = 20 AND
      """
          + MATCHES;

  static final String COUNT_CRASHED =
      """
      SELECT count(*) FROM pq_item i INDEXED BY pq_item_crashed WHERE i.status = 30 AND
      """
          + MATCHES;

  static final String COUNT_PROCESSED =
      """
      SELECT count(*) FROM pq_item i INDEXED BY pq_item_processed WHERE i.status = 40 AND
      """
          + MATCHES;

  static final String COUNT_MANUAL =
      """
      SELECT count(*) FROM pq_item i INDEXED BY pq_item_manual WHERE i.status = 50 AND
      """
          + MATCHES;

  static final String SOME_READY =
      "SELECT id FROM pq_item INDEXED BY pq_item_ready WHERE status = 10 LIMIT ?";

  static final String SOME_DELAYED =
      "SELECT id FROM pq_item INDEXED BY pq_item_delayed WHERE status = 11 LIMIT ?";

  static final String SOME_RUNNING =
      "SELECT id FROM pq_item INDEXED BY pq_item_running WHERE status = 20 LIMIT ?";

  static final String SOME_CRASHED =
      "SELECT id FROM pq_item INDEXED BY pq_item_crashed WHERE status = 30 LIMIT ?";

  static final String SOME_PROCESSED =
      "SELECT id FROM pq_item INDEXED BY pq_item_processed WHERE status = 40 LIMIT ?";

  static final String SOME_MANUAL =
      "SELECT id FROM pq_item INDEXED BY pq_item_manual WHERE status = 50 LIMIT ?";

  static final String COUNTS =
      """
      SELECT queue_id, 10, count(*) FROM pq_item INDEXED BY pq_item_ready
      WHERE status = 10 GROUP BY queue_id
      UNION ALL
      SELECT queue_id, CASE WHEN available_at > ?1 THEN 11 ELSE 10 END AS code, count(*)
      FROM pq_item INDEXED BY pq_item_delayed
      WHERE status = 11 GROUP BY queue_id, code
      UNION ALL
      SELECT queue_id, 20, count(*) FROM pq_item INDEXED BY pq_item_running
      WHERE status = 20 GROUP BY queue_id
      UNION ALL
      SELECT queue_id, 30, count(*) FROM pq_item INDEXED BY pq_item_crashed
      WHERE status = 30 GROUP BY queue_id
      UNION ALL
      SELECT queue_id, 40, count(*) FROM pq_item INDEXED BY pq_item_processed
      WHERE status = 40 GROUP BY queue_id
      UNION ALL
      SELECT queue_id, 50, count(*) FROM pq_item INDEXED BY pq_item_manual
      WHERE status = 50 GROUP BY queue_id""";

  /** The time at which the head of each priority of a queue was put. */
  static final String OLDEST_READY =
      """
      WITH RECURSIVE level (priority) AS (
        SELECT max(priority) FROM pq_item INDEXED BY pq_item_ready
        WHERE status = 10 AND queue_id = ?1
        UNION ALL
        SELECT (SELECT max(i.priority) FROM pq_item i INDEXED BY pq_item_ready
                WHERE i.status = 10 AND i.queue_id = ?1 AND i.priority < level.priority)
        FROM level WHERE level.priority IS NOT NULL)
      SELECT min((SELECT i.created_at FROM pq_item i INDEXED BY pq_item_ready
                  WHERE i.status = 10 AND i.queue_id = ?1 AND i.priority = level.priority
                  ORDER BY i.position LIMIT 1))
      FROM level WHERE level.priority IS NOT NULL""";

  private SqliteReadSql() {}
}
