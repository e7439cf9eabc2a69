package atk.pq.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What was built from what; the build fills the resource in. */
public final class Version implements IVersionProvider {
  /** For the parser, which makes one where it is asked for the version. */
  Version() {}

  /** A line each. */
  @Override
  public String[] getVersion() {
    return all().entrySet().stream()
        .map(version -> version.getKey() + " " + version.getValue())
        .toArray(String[]::new);
  }

  /** What is built in or runs it, and its version. */
  public static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("pq", pq());
    versions.put("sqlite-jdbc", sqliteDriver());
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }

  public static String pq() {
    return read("pq");
  }

  public static String sqliteDriver() {
    return read("sqlite-jdbc");
  }

  private static String read(String name) {
    Properties versions = new Properties();
    try (InputStream resource =
        Version.class.getResourceAsStream("/atk/pq/cli/version.properties")) {
      versions.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions.getProperty(name);
  }
}
