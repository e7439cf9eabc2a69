package atk.pq.postgresql;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import atk.pq.spi.EngineProvider;

/** Opens queues on PostgreSQL servers. */
public final class PostgresqlEngineProvider implements EngineProvider {
  @Override
  public String dbType() {
    return "postgresql";
  }

  @Override
  public Engine open(PqConfig config) {
    return PostgresqlEngine.open(config);
  }
}
