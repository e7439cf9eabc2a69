/**
 * Items inside the transactions of your own database: start at {@link atk.pq.jdbc.JdbcQ}. For a
 * queue that lives in the same PostgreSQL or SQLite database as your tables.
 */
package atk.pq.jdbc;
