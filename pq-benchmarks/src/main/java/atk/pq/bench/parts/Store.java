package atk.pq.bench.parts;

import atk.pq.Durability;
import atk.pq.PqConfig;
import atk.pq.bench.Scratch;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.EngineProvider;
import atk.pq.spi.Insert;
import atk.pq.spi.Payload;
import atk.pq.spi.Settlement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The SQLite engine on a file of its own, below everything that gathers calls. */
final class Store implements AutoCloseable {
  private static final String QUEUE = "default";
  private static final Insert ITEM =
      new Insert(QUEUE, 0, Duration.ZERO, null, Map.of(), Payload.text("0123456789".repeat(10)));

  private final Scratch scratch;
  private final Engine engine;

  Store(Durability durability) throws IOException {
    scratch = new Scratch(Path.of(System.getProperty("java.io.tmpdir")));
    PqConfig config =
        PqConfig.builder(scratch.folder().resolve("jobs.db").toString())
            .durability(durability)
            .build();
    engine =
        ServiceLoader.load(EngineProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.dbType().equals(config.dbType()))
            .findFirst()
            .orElseThrow()
            .open(config);
  }

  Engine engine() {
    return engine;
  }

  static List<Insert> items(int count) {
    return Collections.nCopies(count, ITEM);
  }

  static List<ClaimRequest> request(int count) {
    return List.of(new ClaimRequest(QUEUE, count, null, "benchmark"));
  }

  static List<Settlement> processed(List<Claimed> claims) {
    List<Settlement> settlements = new ArrayList<>(claims.size());
    for (Claimed claim : claims) {
      settlements.add(
          new Settlement(
              claim.item().id(), claim.token(), Settlement.Verdict.PROCESSED, null, null));
    }
    return settlements;
  }

  @Override
  public void close() throws IOException {
    engine.close();
    scratch.close();
  }
}
