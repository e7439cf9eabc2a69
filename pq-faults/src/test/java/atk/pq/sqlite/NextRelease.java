package atk.pq.sqlite;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import atk.pq.spi.EngineProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The engine of a release to come: its schema has one more version, which is the tests' own. */
public final class NextRelease implements EngineProvider {
  private static final List<String> VERSIONS =
      Stream.concat(
              SqliteSchema.VERSIONS.stream(),
              Stream.of("V%03d__test.sql".formatted(SqliteSchema.VERSIONS.size() + 1)))
          .toList();

  /** Opens a file as that release would, and upgrades it. */
  public static PqConfig config(Path file) {
    return PqConfig.builder(file.toString()).dbType("sqlite-next").build();
  }

  @Override
  public String dbType() {
    return "sqlite-next";
  }

  @Override
  public Engine open(PqConfig config) {
    return SqliteEngine.open(config, new Ground(), new SqliteSchema(config, VERSIONS));
  }
}
