package atk.pq.internal;

import atk.pq.CorruptQueueException;
import atk.pq.Finding;
import atk.pq.Finding.Kind;
import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.StoreException;
import atk.pq.UnsafeStoreException;
import atk.pq.spi.Engine;
import atk.pq.spi.EngineProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Finds the engine that a configuration names, and opens a queue on it. */
public final class Engines {
  private Engines() {}

  public static PersistentQ open(PqConfig config) {
    Engine engine = provider(config.dbType()).open(config);
    MoveMarks.checkOpenable(engine, MoveSide.nameOf(config));
    return open(config, engine);
  }

  /** A queue on an engine that is open already; closes the engine when it is closed. */
  public static PersistentQ open(PqConfig config, Engine engine) {
    return new EngineQ(config, engine);
  }

  public static List<Finding> examine(PqConfig config, boolean repair) {
    return examine(() -> open(config), repair);
  }

  /** What keeps a queue from being opened is a finding too. */
  public static List<Finding> examine(Supplier<PersistentQ> opener, boolean repair) {
    PersistentQ opened;
    try {
      opened = opener.get();
    } catch (StoreException e) {
      return List.of(refused(e));
    }
    try (opened) {
      return opened.examine(repair);
    }
  }

  private static Finding refused(StoreException e) {
    Kind kind = e instanceof UnsafeStoreException unsafe ? unsafe.kind() : Kind.CANNOT_OPEN;
    String remedy =
        e instanceof CorruptQueueException
            ? "stop all processes, and restore a backup: nothing else could be examined"
            : "do as it says, then look again: nothing else could be examined";
    return new Finding(kind, String.valueOf(e.getMessage()), remedy, false);
  }

  static EngineProvider provider(String dbType) {
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
