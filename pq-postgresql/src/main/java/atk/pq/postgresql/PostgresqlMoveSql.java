package atk.pq.postgresql;

import java.util.List;

/** The statements of a move to or from another database. The rest is {@link PostgresqlSql}. */
final class PostgresqlMoveSql {
  private PostgresqlMoveSql() {}

  // ---- marks: the table is there only while a database takes part in a move, or once it was moved

  /** The tables that a stopped source refuses to change; the others change only with them. */
  static final List<String> STOPPED = List.of("pq_queue", "pq_item");

  static final String MARK = "SELECT mark FROM pq_move";

  /** Waits for all who have changed something, and lets nobody else change anything. */
  static final String STAND_STILL = "LOCK TABLE pq_queue, pq_item IN SHARE ROW EXCLUSIVE MODE";

  static final String MAKE_MARK =
      """
      CREATE TABLE IF NOT EXISTS pq_move (
        one  boolean PRIMARY KEY CHECK (one),
        mark text    NOT NULL
      )""";

  /** Whoever works on the queue must be able to see that it was moved. */
  static final String SHOW_MARK = "GRANT SELECT ON pq_move TO PUBLIC";

  static final String PUT_MARK =
      """
      INSERT INTO pq_move (one, mark) VALUES (true, ?)
      ON CONFLICT (one) DO UPDATE SET mark = excluded.mark""";

  static final String FORGET_MARK = "DROP TABLE IF EXISTS pq_move";

  static final String REFUSE =
      """
      CREATE OR REPLACE FUNCTION pq_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'object_not_in_prerequisite_state'; END
      $$""";

  /**
   * Makes the database refuse every change of this table: also from processes that have been
   * connected for long, from older releases, and from people.
   */
  static String stop(String table, String refusal) {
    return """
        CREATE TRIGGER pq_moved BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION pq_refuse_change('%s')"""
        .formatted(table, refusal.replace("'", "''"));
  }

  static String goOn(String table) {
    return "DROP TRIGGER IF EXISTS pq_moved ON " + table;
  }

  // ---- what a move that was refused has made is removed again

  /** Who uses the tables goes first; if that takes long, they are in use. */
  static final String WAIT_SHORTLY = "SET LOCAL lock_timeout = '5s'";

  static final String LOCK_ALL =
      "LOCK TABLE pq_queue, pq_item, pq_crash, pq_priority, pq_schema IN ACCESS EXCLUSIVE MODE";

  /** More than 0 where anything is there, was there once, or is on its way here. */
  static final String USED =
      """
      SELECT (SELECT count(*) FROM pq_queue) + (SELECT count(*) FROM pq_item)
        + (SELECT count(*) FROM pq_item_id_seq WHERE is_called)
        + (SELECT count(*) FROM pq_position WHERE is_called)
        + (to_regclass('pq_move') IS NOT NULL)::integer""";

  /** All that the numbered files make, and nothing of anybody else's that depends on it. */
  static final List<String> REMOVE =
      List.of(
          "DROP VIEW pq_items",
          "DROP TABLE pq_item, pq_crash, pq_priority, pq_queue, pq_schema",
          "DROP SEQUENCE pq_position",
          "DROP FUNCTION pq_now(), pq_refuse_move(), pq_text(bytea), pq_time(bigint)");

  // ---- items as they are

  /** Up to so many bytes, but one item at least. */
  static final String STORED =
      """
      SELECT i.id, i.queue_id, i.status, i.kind, CASE WHEN i.kind <= 11 THEN i.payload END,
        i.file, i.submission_count, i.priority, i.key, i.headers, i.created_at, i.updated_at,
        i.available_at, i.lease_until, i.consumer, i.result, i.token, i.crc, i.size, i.position
      FROM (
        SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS before
        FROM (
          SELECT id, CASE WHEN kind <= 11 THEN size ELSE 0 END
            + coalesce(octet_length(result), 0)
            + coalesce((SELECT sum(octet_length(reason)) FROM pq_crash WHERE item_id = id_of.id), 0)
            AS bytes
          FROM pq_item AS id_of WHERE id > ? ORDER BY id LIMIT ?) AS next) AS found
      JOIN pq_item i ON i.id = found.id
      WHERE found.before < ?
      ORDER BY i.id""";

  static final String CRASHES =
      """
      SELECT item_id, submission, consumer, claimed_at, crashed_at, cause, reason
      FROM pq_crash WHERE item_id BETWEEN ? AND ? ORDER BY item_id, id""";

  static final String LAST_NUMBER =
      """
      SELECT greatest(
        (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM pq_item_id_seq),
        (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM pq_position))""";

  static final String RESTORE =
      """
      INSERT INTO pq_item (id, position, created_at, updated_at, available_at, claimed_at,
        lease_until, token, queue_id, priority, submission_count, crc, size, status, kind, consumer,
        key, headers, file, result, payload)
      SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
        ?::bigint[], ?::bigint[], ?::bigint[], ?::integer[], ?::integer[], ?::integer[],
        ?::integer[], ?::integer[], ?::smallint[], ?::smallint[], ?::bytea[], ?::bytea[], ?::text[],
        ?::text[], ?::bytea[], ?::bytea[])""";

  static final String RESTORE_CRASHES =
      """
      INSERT INTO pq_crash (item_id, submission, claimed_at, crashed_at, cause, consumer, reason)
      SELECT c.item_id, c.submission, c.claimed_at, c.crashed_at, c.cause, c.consumer, c.reason
      FROM unnest(?::bigint[], ?::integer[], ?::bigint[], ?::bigint[], ?::text[], ?::bytea[],
        ?::bytea[]) WITH ORDINALITY
        AS c (item_id, submission, claimed_at, crashed_at, cause, consumer, reason, place)
      ORDER BY c.place""";

  static final String CONTINUE_AFTER =
      """
      SELECT setval('pq_item_id_seq', greatest(last.number, ?)),
        setval('pq_position', greatest(last.number, ?))
      FROM (SELECT greatest(
        (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM pq_item_id_seq),
        (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM pq_position)) AS number) AS last
      WHERE ? > 0""";
}
