package atk.pq.postgresql;

/**
 * The statements of the engine; those that only read are in {@link PostgresqlReadSql}. Status codes
 * are written as literals, so that the partial indexes serve; where a condition on the status must
 * not choose the index, it reads {@code status + 0}.
 *
 * <p>Every statement that changes rows finds them by primary key: an index on a state would be
 * scanned from its dead end. The rows are chosen first, in a subquery that runs once, and locked
 * with SKIP LOCKED where any row will do.
 *
 * <p>Statements for many rows read {@code (SELECT pq_now())}: asked once, not for each row.
 */
final class PostgresqlSql {
  static final int READY = 10;
  static final int DELAYED = 11;
  static final int RUNNING = 20;
  static final int CRASHED = 30;
  static final int PROCESSED = 40;
  static final int MANUAL = 50;

  private PostgresqlSql() {}

  // ---- transactions

  static final String NOW = "SELECT pq_now()";

  /** For a turn that holds nothing but claims; ends with the transaction. */
  static final String NO_FLUSH = "SET LOCAL synchronous_commit = off";

  static final String CLOCK = "SELECT floor(extract(epoch FROM now()) * 1000)::bigint";

  static final String HAS_TABLE = "SELECT to_regclass(?) IS NOT NULL";

  static final String FLUSHES = "SHOW synchronous_commit";

  /** Names the queue a connection leads to: the database's and the table's number. */
  static final String DATABASE =
      """
      SELECT concat_ws('/', d.oid, to_regclass('pq_item')::oid)
      FROM pg_database d WHERE d.datname = current_database()""";

  /** Two processes that make the schema at once: the second waits, and finds it. */
  static final String LOCK_SCHEMA = "SELECT pg_advisory_xact_lock(5786977)";

  // ---- contents of files

  /** A lock that hinders nobody; its number is a minute, and everybody sees it until the end. */
  static final String KEEP_CONTENTS = "SELECT pg_advisory_xact_lock_shared(5786978, ?)";

  static final String CONTENTS_KEPT =
      """
      SELECT min(l.objid::bigint) FROM pg_locks l
      JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
      WHERE l.locktype = 'advisory' AND l.classid = 5786978 AND l.objsubid = 2""";

  // ---- queues

  static final String QUEUES =
      """
      SELECT name, lease, max_submissions, retry_delay, retry_delay_max, retention, paused, id
      FROM pq_queue ORDER BY name COLLATE "C\"""";

  static final String NEW_QUEUE =
      """
      INSERT INTO pq_queue
        (name, lease, max_submissions, retry_delay, retry_delay_max, retention, paused)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO NOTHING""";

  static final String FIND_QUEUE = "SELECT id FROM pq_queue WHERE name = ?";

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

  static final String NEW_PRIORITY =
      "INSERT INTO pq_priority (queue_id, priority) VALUES (?, ?) ON CONFLICT DO NOTHING";

  // ---- insert

  private static final String INSERT_ROWS =
      """
      INSERT INTO pq_item (queue_id, status, priority, created_at, updated_at, available_at,
        kind, crc, size, key, headers, file, payload)
      SELECT n.queue_id, CASE WHEN n.delay > 0 THEN 11 ELSE 10 END, n.priority,
        (SELECT pq_now()), (SELECT pq_now()), (SELECT pq_now()) + n.delay,
        n.kind, n.crc, n.size, n.key, n.headers, n.file, n.payload
      FROM unnest(?::integer[], ?::integer[], ?::bigint[], ?::smallint[], ?::integer[],
        ?::integer[], ?::bytea[], ?::text[], ?::text[], ?::bytea[]) WITH ORDINALITY
        AS n (queue_id, priority, delay, kind, crc, size, key, headers, file, payload, place)
      ORDER BY n.place
      """;

  private static final String INSERTED = "RETURNING id, queue_id, key";

  static final String INSERT =
      INSERT_ROWS + "ON CONFLICT (key, queue_id) WHERE key IS NOT NULL DO NOTHING\n" + INSERTED;

  /** The same where no item has a key: watching for conflicts costs a tenth. */
  static final String INSERT_WITHOUT_KEYS = INSERT_ROWS + INSERTED;

  static final String FIND_KEYS =
      """
      SELECT i.id, i.queue_id, i.key
      FROM unnest(?::integer[], ?::bytea[]) AS k (queue_id, key)
      JOIN pq_item i ON i.key = k.key AND i.queue_id = k.queue_id""";

  // ---- claim

  /** What a claim must know of its queues, whether something came due, and of a move. */
  static final String CLAIMABLE =
      """
      SELECT q.id, q.name, q.lease, q.paused,
        ARRAY(SELECT p.priority FROM pq_priority p
          WHERE p.queue_id = q.id ORDER BY p.priority DESC LIMIT ?),
        EXISTS (SELECT FROM pq_item WHERE status = 11 AND available_at <= pq_now())
          OR EXISTS (SELECT FROM pq_item WHERE status = 30 AND available_at <= pq_now()),
        to_regclass('pq_move') IS NOT NULL
      FROM pq_queue q WHERE q.name = ANY (?)""";

  /** The topmost items of one priority, from a position on, to several requests in their order. */
  static final String CLAIM =
      """
      WITH picked AS MATERIALIZED (
        SELECT id, n, width_bucket(n, ?::bigint[]) AS request
        FROM (
          SELECT id, row_number() OVER topmost + ?::bigint AS n,
            sum(bytes) OVER topmost - bytes AS before
          FROM (
            SELECT id, position, CASE WHEN kind <= 11 THEN size ELSE 0 END AS bytes FROM pq_item
            WHERE queue_id = ? AND status = 10 AND priority = ? AND position >= ?
            ORDER BY position LIMIT ? FOR UPDATE SKIP LOCKED) AS ready
          WINDOW topmost AS (ORDER BY position)) AS counted
        WHERE before < ?)
      UPDATE pq_item AS i SET
        status = 20,
        submission_count = i.submission_count + 1,
        token = hashtextextended(gen_random_uuid()::text, 0),
        lease_until = (SELECT pq_now()) + (?::bigint[])[p.request],
        consumer = (?::bytea[])[p.request],
        claimed_at = (SELECT pq_now()),
        updated_at = (SELECT pq_now())
      FROM picked AS p
      WHERE i.id = p.id AND i.status + 0 = 10
      RETURNING i.id, i.queue_id, i.status, i.kind, CASE WHEN i.kind <= 11 THEN i.payload END,
        i.file, i.submission_count, i.priority, i.key, i.headers, i.created_at, i.updated_at,
        i.available_at, i.lease_until, i.consumer, i.result, i.token, i.crc, i.size, i.claimed_at,
        i.position, p.n, p.request""";

  /** The same for a queue of very many priorities. */
  static final String CLAIM_OF_ALL_PRIORITIES =
      """
      WITH picked AS MATERIALIZED (
        SELECT id, n, width_bucket(n, ?::bigint[]) AS request
        FROM (
          SELECT id, row_number() OVER topmost + ?::bigint AS n,
            sum(bytes) OVER topmost - bytes AS before
          FROM (
            SELECT id, priority, position, CASE WHEN kind <= 11 THEN size ELSE 0 END AS bytes
            FROM pq_item
            WHERE queue_id = ? AND status = 10
            ORDER BY priority DESC, position LIMIT ? FOR UPDATE SKIP LOCKED) AS ready
          WINDOW topmost AS (ORDER BY priority DESC, position)) AS counted
        WHERE before < ?)
      UPDATE pq_item AS i SET
        status = 20,
        submission_count = i.submission_count + 1,
        token = hashtextextended(gen_random_uuid()::text, 0),
        lease_until = (SELECT pq_now()) + (?::bigint[])[p.request],
        consumer = (?::bytea[])[p.request],
        claimed_at = (SELECT pq_now()),
        updated_at = (SELECT pq_now())
      FROM picked AS p
      WHERE i.id = p.id AND i.status + 0 = 10
      RETURNING i.id, i.queue_id, i.status, i.kind, CASE WHEN i.kind <= 11 THEN i.payload END,
        i.file, i.submission_count, i.priority, i.key, i.headers, i.created_at, i.updated_at,
        i.available_at, i.lease_until, i.consumer, i.result, i.token, i.crc, i.size, i.claimed_at,
        i.position, p.n, p.request""";

  /** One item, by an operator's word. */
  static final String CLAIM_ONE =
      """
      UPDATE pq_item AS i SET
        status = 20,
        submission_count = i.submission_count + 1,
        token = hashtextextended(gen_random_uuid()::text, 0),
        lease_until = pq_now() + ?,
        consumer = ?,
        claimed_at = pq_now(),
        updated_at = pq_now()
      WHERE i.id = ? AND i.status + 0 IN (10, 11)
      RETURNING i.id, i.queue_id, i.status, i.kind, CASE WHEN i.kind <= 11 THEN i.payload END,
        i.file, i.submission_count, i.priority, i.key, i.headers, i.created_at, i.updated_at,
        i.available_at, i.lease_until, i.consumer, i.result, i.token, i.crc, i.size, i.claimed_at,
        i.position, 1, 1""";

  // ---- settle, extend

  static final String FINISH =
      """
      UPDATE pq_item AS i SET status = 40, result = s.result, updated_at = (SELECT pq_now())
      FROM unnest(?::bigint[], ?::bigint[], ?::bytea[]) AS s (id, token, result)
      WHERE i.id = s.id AND i.token = s.token AND i.status + 0 = 20
      RETURNING i.id, i.token""";

  static final String RELEASE =
      """
      UPDATE pq_item AS i SET
        status = 10,
        submission_count = i.submission_count - 1,
        updated_at = pq_now()
      FROM unnest(?::bigint[], ?::bigint[]) AS s (id, token)
      WHERE i.id = s.id AND i.token = s.token AND i.status + 0 = 20
      RETURNING i.id, i.token, i.queue_id, i.priority, i.position""";

  static final String EXTEND =
      """
      UPDATE pq_item AS i SET lease_until = pq_now() + s.lease
      FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS s (id, token, lease)
      WHERE i.id = s.id AND i.token = s.token AND i.status + 0 = 20
      RETURNING i.id, i.token""";

  /** Locks claims that are to crash. */
  static final String LOCK_CLAIMS =
      """
      SELECT i.id, i.queue_id, i.submission_count, i.consumer, i.claimed_at, i.token
      FROM unnest(?::bigint[], ?::bigint[]) AS s (id, token)
      JOIN pq_item i ON i.id = s.id AND i.token = s.token AND i.status + 0 = 20
      ORDER BY i.id FOR UPDATE OF i""";

  static final String CRASH =
      """
      UPDATE pq_item AS i SET status = 30, available_at = pq_now() + c.rest, updated_at = pq_now()
      FROM unnest(?::bigint[], ?::bigint[]) AS c (id, rest)
      WHERE i.id = c.id AND i.status + 0 = 20""";

  static final String PUT_CRASHES =
      """
      INSERT INTO pq_crash
        (item_id, submission, claimed_at, crashed_at, cause, consumer, reason)
      SELECT c.item_id, c.submission, c.claimed_at, pq_now(), c.cause, c.consumer, c.reason
      FROM unnest(?::bigint[], ?::integer[], ?::bigint[], ?::text[], ?::bytea[], ?::bytea[])
        AS c (item_id, submission, claimed_at, cause, consumer, reason)""";

  /** After a crash that leaves nothing to try. */
  static final String PARK =
      """
      UPDATE pq_item SET status = 50, updated_at = pq_now()
      WHERE id = ANY (?) AND status + 0 = 30""";

  static final String STATES = "SELECT id, status, consumer FROM pq_item WHERE id = ANY (?)";

  // ---- override

  static final String LOCK_ITEM =
      """
      SELECT id, queue_id, submission_count, consumer, claimed_at, token, status
      FROM pq_item WHERE id = ? FOR UPDATE""";

  static final String FORCE_FINISH =
      """
      UPDATE pq_item SET status = 40, result = ?, updated_at = pq_now()
      WHERE id = ? AND status + 0 = 20""";

  static final String SUBMIT_AGAIN =
      """
      UPDATE pq_item SET
        status = 10,
        submission_count = CASE status WHEN 50 THEN 0 ELSE submission_count END,
        position = nextval('pq_position'),
        available_at = pq_now(),
        updated_at = pq_now()
      WHERE id = ? AND status + 0 IN (30, 50)""";

  // ---- sweep

  static final String LOCK_ORPHANS =
      """
      SELECT id, queue_id, submission_count, consumer, claimed_at, token
      FROM pq_item WHERE status = 20 AND lease_until <= pq_now()
      ORDER BY lease_until, id LIMIT ? FOR UPDATE SKIP LOCKED""";

  /**
   * Adds to the tail what has come due, the one due first in front. Answers each one's old state.
   */
  static final String SUBMIT_DUE =
      """
      WITH due AS MATERIALIZED (
        SELECT id, was, nextval('pq_position') AS position
        FROM (
          SELECT id, status AS was FROM pq_item
          WHERE status + 0 IN (11, 30) AND id = ANY (ARRAY(
            (SELECT id FROM pq_item WHERE status = 11 AND available_at <= pq_now()
              ORDER BY available_at, id LIMIT ?)
            UNION ALL
            (SELECT i.id FROM pq_item i WHERE i.status = 30 AND i.available_at <= pq_now()
                AND i.submission_count <
                  (SELECT q.max_submissions FROM pq_queue q WHERE q.id = i.queue_id)
              ORDER BY i.available_at, i.id LIMIT ?)))
          ORDER BY available_at, id FOR UPDATE SKIP LOCKED) AS locked)
      UPDATE pq_item AS i SET
        status = 10,
        position = due.position,
        available_at = CASE due.was WHEN 30 THEN pq_now() ELSE i.available_at END,
        updated_at = CASE due.was WHEN 30 THEN pq_now() ELSE i.updated_at END
      FROM due WHERE i.id = due.id AND i.status + 0 IN (11, 30)
      RETURNING due.was""";

  /** Crashed items whose queue has come to allow fewer submissions. */
  static final String PARK_SPENT =
      """
      UPDATE pq_item SET status = 50, updated_at = pq_now()
      WHERE status + 0 = 30 AND id = ANY (ARRAY(
        SELECT i.id FROM pq_item i WHERE i.status = 30 AND i.available_at <= pq_now()
          AND i.submission_count >= (SELECT max_submissions FROM pq_queue WHERE id = i.queue_id)
        ORDER BY i.available_at, i.id LIMIT ? FOR UPDATE OF i SKIP LOCKED))""";

  static final String REMOVE_PAST_RETENTION =
      """
      DELETE FROM pq_item WHERE status + 0 = 40 AND id = ANY (ARRAY(
        SELECT id FROM pq_item
        WHERE queue_id = ? AND status = 40 AND updated_at <= pq_now() - ?
        ORDER BY updated_at LIMIT ? FOR UPDATE SKIP LOCKED))
      RETURNING id""";

  // ---- purge. The text of a file item is the file's name

  static final String PURGE =
      """
      DELETE FROM pq_item WHERE id = ANY (ARRAY(
        SELECT id FROM pq_item
        WHERE (?::integer IS NULL OR queue_id = ?)
          AND (?::smallint[] IS NULL OR status = ANY (?))
          AND (?::bigint IS NULL OR updated_at <= pq_now() - ?)
          AND (?::bytea IS NULL OR key = ?)
          AND (?::bytea IS NULL OR position(? IN CASE kind
            WHEN 10 THEN payload ELSE convert_to(file::json ->> 'name', 'UTF8') END) > 0)
        LIMIT ? FOR UPDATE))
      RETURNING id""";

  static final String PURGE_PROCESSED =
      """
      DELETE FROM pq_item WHERE status + 0 = 40 AND id = ANY (ARRAY(
        SELECT id FROM pq_item
        WHERE queue_id = ? AND status = 40 AND updated_at <= pq_now() - ?
        ORDER BY updated_at LIMIT ? FOR UPDATE))
      RETURNING id""";

  static final String PURGE_MANUAL =
      """
      DELETE FROM pq_item WHERE status + 0 = 50 AND id = ANY (ARRAY(
        SELECT id FROM pq_item
        WHERE queue_id = ? AND status = 50 AND updated_at <= pq_now() - ?
        ORDER BY updated_at LIMIT ? FOR UPDATE))
      RETURNING id""";

  static final String FORGET_CRASHES = "DELETE FROM pq_crash WHERE item_id = ANY (?)";

  // ---- wake

  static final String LISTEN_READY = "LISTEN pq_ready";

  static final String LISTEN_ENDED = "LISTEN pq_ended";

  /** One wake for many commits, after them: NOTIFY takes a lock of the whole server at commit. */
  static final String NOTIFY =
      "SELECT set_config('synchronous_commit', 'off', true), pg_notify(?, ?)";
}
