package atk.pq.postgresql;

/** The statements of an examination; the rest is {@link PostgresqlSql}. */
final class PostgresqlCheckupSql {
  private PostgresqlCheckupSql() {}

  /** What sessions get that set nothing themselves. */
  static final String SETTINGS =
      """
      SELECT current_setting('fsync'), current_setting('full_page_writes'),
        current_setting('synchronous_commit'), current_setting('synchronous_standby_names')""";

  /** Standbys that are waited for, and those of which this user may not know. */
  static final String STANDBYS =
      """
      SELECT count(*) FILTER (WHERE sync_state IN ('sync', 'quorum')),
        count(*) FILTER (WHERE sync_state IS NULL)
      FROM pg_stat_replication""";

  /** Transactions of this age that keep dead rows, the oldest first. */
  static final String OLD_TRANSACTIONS =
      """
      SELECT pid, age, concat_ws(', ', usename, nullif(application_name, ''), state)
      FROM (
        SELECT pid, usename, application_name, state,
          pq_now() - floor(extract(epoch FROM xact_start) * 1000)::bigint AS age
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)) AS open
      WHERE age > ? ORDER BY age DESC LIMIT 20""";

  /** Replication slots that nobody reads, and how much of the log each keeps. */
  static final String IDLE_SLOTS =
      """
      SELECT slot_name, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint
      FROM pg_replication_slots
      WHERE NOT active AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > ?
      ORDER BY slot_name""";

  /** Living and dead rows, and how long ago somebody cleaned up, or the table was made. */
  static final String ROWS =
      """
      SELECT n_live_tup, n_dead_tup,
        pq_now() - greatest(
          (SELECT max(applied_at) FROM pq_schema),
          floor(extract(epoch FROM greatest(last_vacuum, last_autovacuum)) * 1000)::bigint)
      FROM pg_stat_user_tables WHERE relid = to_regclass('pq_item')""";

  /**
   * Tables and views on which everybody has rights, by name. That all may read the mark of a move
   * is meant.
   */
  static final String GRANTED_TO_ALL =
      """
      SELECT ours.relname, string_agg(DISTINCT granted.privilege_type, ', ')
      FROM pg_class AS item
      JOIN pg_class AS ours ON ours.relnamespace = item.relnamespace,
        aclexplode(ours.relacl) AS granted
      WHERE item.oid = to_regclass('pq_item') AND granted.grantee = 0
        AND ours.relkind IN ('r', 'v') AND ours.relname IN
          ('pq_item', 'pq_items', 'pq_queue', 'pq_crash', 'pq_priority', 'pq_schema', 'pq_move')
        AND NOT (ours.relname = 'pq_move' AND granted.privilege_type = 'SELECT')
      GROUP BY ours.relname ORDER BY ours.relname""";

  /** Some items: those of the kinds up to 11 have their payload, and all but 10 describe a file. */
  static final String PAYLOADS =
      """
      SELECT i.id, i.crc, CASE WHEN i.kind <= 11 THEN i.payload END,
        (i.kind = 10) = (i.file IS NULL)
      FROM (
        SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS before
        FROM (
          SELECT id, CASE WHEN kind <= 11 THEN size ELSE 0 END AS bytes
          FROM pq_item WHERE id > ? ORDER BY id LIMIT 500) AS next
        ) AS chosen
      JOIN pq_item i ON i.id = chosen.id
      WHERE chosen.before < ?
      ORDER BY i.id""";
}
