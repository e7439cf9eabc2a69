package atk.pq.sqlite;

import java.util.List;

/**
 * Every statement of the engine. Status codes are written as literals, so that the partial indexes
 * serve; where a condition on the status must not choose the index, the status stands behind {@code
 * +}. {@code RETURNING} is not used at all: in autocommit it hides a failed commit.
 */
final class SqliteSql {
  static final int READY = 10;
  static final int DELAYED = 11;
  static final int RUNNING = 20;
  static final int CRASHED = 30;
  static final int PROCESSED = 40;
  static final int MANUAL = 50;

  // ---- transactions

  static final String BEGIN = "BEGIN IMMEDIATE";
  static final String BEGIN_READ = "BEGIN";
  static final String COMMIT = "COMMIT";
  static final String ROLLBACK = "ROLLBACK";
  static final String SAVEPOINT = "SAVEPOINT settling";
  static final String ROLLBACK_TO = "ROLLBACK TO settling";
  static final String RELEASE = "RELEASE settling";

  static final String LAST_ID = "SELECT seq FROM sqlite_sequence WHERE name = 'pq_item'";
  static final String SET_LAST_ID = "UPDATE sqlite_sequence SET seq = ? WHERE name = 'pq_item'";

  // ---- queues and consumers

  /**
   * A queue to take from, where there is one, and whether anything of any queue is due: one
   * statement for what would be three, as running one costs more than looking does. Parameters: the
   * time, the name.
   */
  static final String OPEN_QUEUE =
      """
      SELECT
        EXISTS (SELECT 1 FROM pq_item INDEXED BY pq_item_delayed
          WHERE status = 11 AND available_at <= ?1)
        OR EXISTS (SELECT 1 FROM pq_item INDEXED BY pq_item_crashed
          WHERE status = 30 AND available_at <= ?1),
        q.id, q.lease
      FROM (SELECT 1) LEFT JOIN pq_queue q ON q.name = ?2 AND q.paused = 0""";

  static final String FIND_QUEUE = "SELECT id FROM pq_queue WHERE name = ?";

  static final String QUEUES =
      """
      SELECT name, lease, max_submissions, retry_delay, retry_delay_max, retention, paused, id
      FROM pq_queue ORDER BY name""";

  static final String QUEUE_BY_ID =
      """
      SELECT name, lease, max_submissions, retry_delay, retry_delay_max, retention, paused, id
      FROM pq_queue WHERE id = ?""";

  static final String PUT_QUEUE =
      """
      INSERT INTO pq_queue
        (name, lease, max_submissions, retry_delay, retry_delay_max, retention, paused)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET
        lease = excluded.lease,
        max_submissions = excluded.max_submissions,
        retry_delay = excluded.retry_delay,
        retry_delay_max = excluded.retry_delay_max,
        retention = excluded.retention,
        paused = excluded.paused""";

  static final String PUT_CONSUMER =
      """
      INSERT INTO pq_consumer (id, name, seen_at) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at""";

  static final String FIND_CONSUMER = "SELECT id FROM pq_consumer WHERE name = ?";

  static final String FORGET_CONSUMERS =
      """
      DELETE FROM pq_consumer WHERE seen_at < ? AND id NOT IN
        (SELECT consumer_id FROM pq_item INDEXED BY pq_item_running WHERE status = 20)""";

  // ---- insert

  static final String FIND_KEY = "SELECT id FROM pq_item WHERE queue_id = ? AND key = ?";

  /**
   * Shared parameter: the time. The token and consumer of a row that has none yet are a number as
   * long as any other.
   */
  static final ManyRows INSERT =
      new ManyRows(
          1,
          """
          INSERT INTO pq_item (id, position, queue_id, status, priority, created_at, updated_at,
            lease_until, available_at, kind, crc, key, headers, file, payload, submission_count,
            token, consumer_id)
          VALUES
          """,
          """
          (?%1$d, ?%1$d, ?%2$d, ?%3$d, ?%4$d, ?1, ?1, ?1, ?%5$d, ?%6$d, ?%7$d, ?%8$d, ?%9$d, ?%10$d,
            ?%11$d, 0, 0x4000000000000000, 0x4000000000000000)""",
          11,
          "");

  /** Of texts that are ready and have nothing else. Shared parameters: the time, the queue. */
  static final ManyRows INSERT_PLAIN =
      new ManyRows(
          2,
          """
          INSERT INTO pq_item (id, position, queue_id, status, priority, created_at, updated_at,
            lease_until, available_at, kind, crc, payload, submission_count, token, consumer_id)
          VALUES
          """,
          """
          (?%1$d, ?%1$d, ?2, 10, ?%2$d, ?1, ?1, ?1, ?1, 10, ?%3$d, ?%4$d, 0, 0x4000000000000000,
            0x4000000000000000)""",
          4,
          "");

  // ---- claim

  static final String DUE_DELAYED =
      """
      SELECT id, available_at FROM pq_item INDEXED BY pq_item_delayed
      WHERE status = 11 AND available_at <= ? ORDER BY available_at LIMIT ?""";

  static final String DUE_CRASHED =
      """
      SELECT i.id, i.available_at, i.submission_count >= q.max_submissions
      FROM pq_item i INDEXED BY pq_item_crashed CROSS JOIN pq_queue q ON q.id = i.queue_id
      WHERE i.status = 30 AND i.available_at <= ? ORDER BY i.available_at LIMIT ?""";

  /** Parameters: the first position, the time, JSON of the ids in order. */
  static final String MAKE_READY =
      """
      UPDATE pq_item NOT INDEXED SET status = 10, position = ?1 + due.key, updated_at = ?2
      FROM json_each(?3) AS due
      WHERE pq_item.id = due.value""";

  static final String ITEM_COLUMNS =
      """
      i.id, i.queue_id, i.status, i.priority, i.submission_count, i.created_at, i.updated_at,
        i.available_at, i.lease_until, i.consumer_id, i.kind, i.crc, i.key, i.headers, i.file,
      """;

  /**
   * What a claim needs of an item. Reading a column through the driver costs as much as a few
   * operators do here, so what most items have none of is read only where the flags name it: 1 a
   * key, 2 headers, 4 a file, above them the kind.
   */
  private static final String CANDIDATE =
      """
      SELECT i.id,
        i.kind * 8 + (i.key IS NOT NULL) + 2 * (i.headers IS NOT NULL) + 4 * (i.file IS NOT NULL),
        i.priority, i.submission_count, i.created_at, i.available_at, i.crc, i.payload,
        i.queue_id, i.key, i.headers, i.file
      """;

  /** The topmost items of a queue, in order. */
  static final String TOPMOST =
      CANDIDATE
          + """
          FROM pq_item i INDEXED BY pq_item_ready
          WHERE i.status = 10 AND i.queue_id = ? ORDER BY i.priority DESC, i.position LIMIT ?""";

  static final String BY_ID = CANDIDATE + "FROM pq_item i WHERE i.id = ?";

  /** Shared parameter: the time. Rows: id, token, end of lease, consumer. */
  static final ManyRows CLAIM =
      new ManyRows(
          1,
          """
          UPDATE pq_item NOT INDEXED SET
            status = 20,
            submission_count = submission_count + 1,
            updated_at = ?1,
            token = claimed.column2,
            lease_until = claimed.column3,
            consumer_id = claimed.column4
          FROM (VALUES
          """,
          "(?%1$d, ?%2$d, ?%3$d, ?%4$d)",
          4,
          """
          ) AS claimed
          WHERE pq_item.id = claimed.column1""");

  // ---- settle and extend

  /** Shared parameter: the time. Rows: id, token. */
  static final ManyRows PROCESS =
      new ManyRows(
          1,
          """
          UPDATE pq_item NOT INDEXED SET status = 40, updated_at = ?1
          FROM (VALUES
          """,
          "(?%1$d, ?%2$d)",
          2,
          """
          ) AS done
          WHERE pq_item.id = done.column1 AND pq_item.token = done.column2
            AND +pq_item.status = 20""");

  static final String RELEASE_CLAIM =
      """
      UPDATE pq_item NOT INDEXED
      SET status = 10, submission_count = submission_count - 1, updated_at = ?1
      WHERE id = ?2 AND token = ?3 AND +status = 20""";

  static final String EXTEND =
      """
      UPDATE pq_item NOT INDEXED SET lease_until = ?1
      WHERE id = ?2 AND token = ?3 AND +status = 20""";

  static final String STATE =
      """
      SELECT i.status, i.token, i.submission_count, i.queue_id, i.updated_at, c.name
      FROM pq_item i LEFT JOIN pq_consumer c ON c.id = i.consumer_id
      WHERE i.id = ?""";

  static final String PUT_RESULT =
      "INSERT OR REPLACE INTO pq_result (item_id, result) VALUES (?, ?)";

  // ---- crash, resubmit, park, and the operator's moves

  static final String PUT_CRASH =
      """
      INSERT INTO pq_crash (item_id, submission, consumer, claimed_at, crashed_at, cause, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?)""";

  static final String CRASH =
      """
      UPDATE pq_item NOT INDEXED SET status = 30, updated_at = ?1, available_at = ?2
      WHERE id = ?3 AND +status = 20""";

  static final String PARK =
      """
      UPDATE pq_item NOT INDEXED SET status = 50, updated_at = ?1
      WHERE id = ?2 AND +status = 30""";

  static final String FINISH =
      """
      UPDATE pq_item NOT INDEXED SET status = 40, updated_at = ?1
      WHERE id = ?2 AND +status = 20""";

  static final String RESUBMIT =
      """
      UPDATE pq_item NOT INDEXED
      SET status = 10, position = ?1, updated_at = ?2, available_at = ?2
      WHERE id = ?3 AND +status = 30""";

  static final String RETRY =
      """
      UPDATE pq_item NOT INDEXED
      SET status = 10, submission_count = 0, position = ?1, updated_at = ?2, available_at = ?2
      WHERE id = ?3 AND +status = 50""";

  // ---- sweep and purge

  static final String ORPHANS =
      """
      SELECT id FROM pq_item INDEXED BY pq_item_running
      WHERE status = 20 AND lease_until <= ? ORDER BY lease_until LIMIT ?""";

  static final String RETAINED = "SELECT id, retention FROM pq_queue WHERE retention IS NOT NULL";

  static final String PURGE_PROCESSED =
      """
      DELETE FROM pq_item WHERE id IN (
        SELECT id FROM pq_item INDEXED BY pq_item_processed
        WHERE status = 40 AND queue_id = ? AND updated_at <= ? ORDER BY updated_at LIMIT ?)""";

  static final String PURGE_MANUAL =
      """
      DELETE FROM pq_item WHERE id IN (
        SELECT id FROM pq_item INDEXED BY pq_item_manual
        WHERE status = 50 AND queue_id = ? AND updated_at <= ? ORDER BY updated_at LIMIT ?)""";

  /** Parameter: JSON of the ids. */
  static final String DELETE = "DELETE FROM pq_item WHERE id IN (SELECT value FROM json_each(?))";

  static final String PAGES = "PRAGMA page_count";
  static final String FREE_PAGES = "PRAGMA freelist_count";

  // ---- the file

  /** Takes the lock before the first read: a transaction that has read may come too late for it. */
  static final String TAKE_WRITE_LOCK = "DELETE FROM pq_queue WHERE false";

  static final String MAIN_FILE = "SELECT file FROM pragma_database_list WHERE name = 'main'";

  static final String HAS_SCHEMA =
      "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'pq_schema'";

  /** The first entry of every index and table. */
  static final List<String> TOUCH_EVERYTHING =
      List.of(
          SqliteReadSql.SOME_READY.replace("?", "1"),
          SqliteReadSql.SOME_DELAYED.replace("?", "1"),
          SqliteReadSql.SOME_RUNNING.replace("?", "1"),
          SqliteReadSql.SOME_CRASHED.replace("?", "1"),
          SqliteReadSql.SOME_PROCESSED.replace("?", "1"),
          SqliteReadSql.SOME_MANUAL.replace("?", "1"),
          "SELECT id FROM pq_item LIMIT 1",
          "SELECT id FROM pq_crash LIMIT 1",
          "SELECT item_id FROM pq_result LIMIT 1",
          "SELECT id FROM pq_consumer LIMIT 1");

  static final String ENGINE_VERSION = "SELECT sqlite_version()";
  static final String DATA_VERSION = "PRAGMA data_version";
  static final String FLUSH_EVERY_COMMIT = "PRAGMA synchronous = FULL";
  static final String FLUSH_AT_CHECKPOINTS = "PRAGMA synchronous = NORMAL";
  static final String NEVER_FLUSH = "PRAGMA synchronous = OFF";

  /**
   * The copies of pages that a statement or savepoint may have to bring back; more than 64 KiB of
   * them went through a file each time. Not for an upgrade: what it sorts may be as large as the
   * file.
   */
  static final String KEEP_COPIES_IN_MEMORY = "PRAGMA temp_store = MEMORY";

  /** Overwriting the log flushes faster than appending to it, so it is restarted, never cut off. */
  static final String COPY_LOG_BY_ITSELF = "PRAGMA wal_autocheckpoint = 4000";

  static final String COPY_LOG_WHEN_ASKED = "PRAGMA wal_autocheckpoint = 0";
  static final String CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)";
  static final String RESTART_LOG = "PRAGMA wal_checkpoint(RESTART)";
  static final String SHRINK_LOG = "PRAGMA wal_checkpoint(TRUNCATE)";

  private SqliteSql() {}
}
