package atk.pq.postgresql;

/** The statements that only read. The text of a file item is the file's name. */
final class PostgresqlReadSql {
  private PostgresqlReadSql() {}

  /** How far a page may look: the last of the next so many ids, and how many there are. */
  static final String PAGE_END =
      """
      SELECT coalesce(max(id), 0), count(*)
      FROM (SELECT id FROM pq_item WHERE id > ? ORDER BY id LIMIT ?) AS next""";

  static final String PAGE =
      """
      SELECT i.id, i.queue_id, i.status, i.kind, CASE WHEN i.kind = 10 THEN i.payload END,
        i.file, i.submission_count, i.priority, i.key, i.headers, i.created_at, i.updated_at,
        i.available_at, i.lease_until, i.consumer, i.result
      FROM (
        SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS before
        FROM (
          SELECT id, CASE kind WHEN 10 THEN size ELSE 0 END AS bytes FROM pq_item
          WHERE id > ? AND id <= ?
            AND (?::integer IS NULL OR queue_id = ?)
            AND (?::smallint[] IS NULL OR status = ANY (?))
            AND (?::bigint IS NULL OR updated_at <= pq_now() - ?)
            AND (?::bytea IS NULL OR key = ?)
            AND (?::bytea IS NULL OR position(? IN CASE kind
              WHEN 10 THEN payload ELSE convert_to(file::json ->> 'name', 'UTF8') END) > 0)
          ORDER BY id LIMIT ?) AS matching) AS found
      JOIN pq_item i ON i.id = found.id
      WHERE found.before < ?
      ORDER BY i.id""";

  static final String FIND =
      """
      SELECT i.id, i.queue_id, i.status, i.kind, CASE WHEN i.kind = 10 THEN i.payload END,
        i.file, i.submission_count, i.priority, i.key, i.headers, i.created_at, i.updated_at,
        i.available_at, i.lease_until, i.consumer, i.result
      FROM pq_item i WHERE i.id = ?""";

  static final String CONTENT = "SELECT payload FROM pq_item WHERE id = ? AND kind = 11";

  static final String COUNT =
      """
      SELECT count(*) FROM pq_item
      WHERE (?::integer IS NULL OR queue_id = ?)
        AND (?::smallint[] IS NULL OR status = ANY (?))
        AND (?::bigint IS NULL OR updated_at <= pq_now() - ?)
        AND (?::bytea IS NULL OR key = ?)
        AND (?::bytea IS NULL OR position(? IN CASE kind
          WHEN 10 THEN payload ELSE convert_to(file::json ->> 'name', 'UTF8') END) > 0)""";

  static final String COUNTS =
      """
      SELECT q.name, q.paused, i.status, count(i.id), min(i.created_at),
        count(*) FILTER (WHERE i.available_at > pq_now())
      FROM pq_queue q LEFT JOIN pq_item i ON i.queue_id = q.id
      GROUP BY q.id, i.status ORDER BY q.name COLLATE "C\"""";

  static final String CRASHES =
      """
      SELECT item_id, submission, consumer, claimed_at, crashed_at, cause, reason
      FROM pq_crash WHERE item_id = ? ORDER BY id""";

  static final String NEXT_DUE =
      """
      SELECT least(
        (SELECT min(available_at) FROM pq_item WHERE status = 11),
        (SELECT min(available_at) FROM pq_item WHERE status = 30),
        (SELECT min(lease_until) FROM pq_item WHERE status = 20))""";
}
