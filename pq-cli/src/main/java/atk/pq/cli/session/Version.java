package atk.pq.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What was built from what; the build fills the resource in. */
public final class Version {
  private Version() {}

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
