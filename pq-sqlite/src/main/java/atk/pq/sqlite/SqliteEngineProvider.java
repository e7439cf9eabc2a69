package atk.pq.sqlite;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import atk.pq.spi.EngineProvider;

/** Opens SQLite files. */
public final class SqliteEngineProvider implements EngineProvider {
  @Override
  public String dbType() {
    return "sqlite";
  }

  @Override
  public Engine open(PqConfig config) {
    return SqliteEngine.open(config);
  }
}
