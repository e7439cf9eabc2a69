package atk.pq.spi;

import atk.pq.PqConfig;

/** Opens the databases of one kind. Found by {@link java.util.ServiceLoader}. */
public interface EngineProvider {
  /** The {@link PqConfig#dbType()} that this provider answers to. */
  String dbType();

  /**
   * Opens the database, creating or upgrading it where the configuration allows.
   *
   * @throws atk.pq.StoreException if it cannot be used; nothing was written then
   */
  Engine open(PqConfig config);
}
