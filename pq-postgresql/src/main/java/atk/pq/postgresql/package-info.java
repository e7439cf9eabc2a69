/**
 * Pq on PostgreSQL. Read {@link atk.pq.postgresql.PostgresqlEngine} for a transaction, {@link
 * atk.pq.postgresql.PostgresqlSql} for every statement.
 */
package atk.pq.postgresql;
