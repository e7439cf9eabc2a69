package atk.pq.internal;

import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import atk.pq.spi.EngineProvider;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Finds the engine that a configuration names, and opens a queue on it. */
public final class Engines {
  private Engines() {}

  public static PersistentQ open(PqConfig config) {
    return open(config, provider(config.dbType()).open(config));
  }

  /** A queue on an engine that is open already; closes the engine when it is closed. */
  public static PersistentQ open(PqConfig config, Engine engine) {
    return new EngineQ(config, engine);
  }

  private static EngineProvider provider(String dbType) {
    TreeSet<String> found = new TreeSet<>();
    for (EngineProvider provider :
        ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader())) {
      if (provider.dbType().equals(dbType)) {
        return provider;
      }
      found.add(provider.dbType());
    }
    throw new InvalidRequestException(
        "there is no engine for \""
            + dbType
            + "\"; on the class path are: "
            + found
            + ". Add the artifact pq-"
            + dbType);
  }
}
