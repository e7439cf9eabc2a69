/**
 * Pq on SQLite. Read {@link atk.pq.sqlite.SqliteEngine} for a transaction, {@link
 * atk.pq.sqlite.SqliteSql} for every statement.
 */
package atk.pq.sqlite;
