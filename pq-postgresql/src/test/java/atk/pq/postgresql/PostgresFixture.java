package atk.pq.postgresql;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import atk.pq.testkit.EngineFixture;
import java.time.Duration;

/**
 * A schema of its own in one database of the shared server, changed from outside with plain SQL.
 * Its time is moved by replacing {@code pq_now()}, which is all that the engine asks.
 */
final class PostgresFixture implements EngineFixture {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final String DATABASE = SERVER.createDatabase("contract");

  private final String schema = "s" + Long.toHexString(System.nanoTime());
  private Duration ahead = Duration.ZERO;

  PostgresFixture() {
    SERVER.execute(DATABASE, "CREATE SCHEMA " + schema);
  }

  @Override
  public PqConfig.Builder config() {
    return PqConfig.builder(SERVER.url(DATABASE) + "?currentSchema=" + schema);
  }

  @Override
  public Engine open(PqConfig config) {
    return PostgresqlEngine.open(config);
  }

  @Override
  public void advance(Duration span) {
    ahead = ahead.plus(span);
    run(
        """
        CREATE OR REPLACE FUNCTION %s.pq_now() RETURNS bigint LANGUAGE sql STABLE AS
        $$ SELECT floor(extract(epoch FROM now()) * 1000)::bigint + %d $$"""
            .formatted(schema, ahead.toMillis()));
  }

  @Override
  public void damage(long id) {
    run("UPDATE %s.pq_item SET payload = payload || '!' WHERE id = %d".formatted(schema, id));
  }

  @Override
  public void pretendNewerRelease() {
    run("UPDATE %s.pq_schema SET version = 1000".formatted(schema));
  }

  private void run(String sql) {
    SERVER.execute(DATABASE, sql);
  }

  @Override
  public void close() {
    run("DROP SCHEMA %s CASCADE".formatted(schema));
  }
}
