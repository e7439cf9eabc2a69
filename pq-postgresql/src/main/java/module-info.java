/** The engine for more than one machine: PostgreSQL. */
@org.jspecify.annotations.NullMarked
module atk.pq.postgresql {
  requires atk.pq;
  requires java.sql;
  requires com.zaxxer.hikari;
  requires org.postgresql.jdbc;
  requires static org.jspecify;

  provides atk.pq.spi.EngineProvider with
      atk.pq.postgresql.PostgresqlEngineProvider;
}
