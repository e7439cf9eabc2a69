package atk.pq.cli.session;

import atk.pq.InvalidRequestException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings that outlive one command line, strongest first: environment ({@code PQ_DB}, {@code
 * PQ_QUEUE}, {@code PQ_FILES}), {@code ./.pq.properties}, {@code ~/.config/pq/config.properties}.
 */
public final class Settings {
  private static final Set<String> NAMES = Set.of("db", "queue", "files");

  private final Surroundings surroundings;
  private final List<Properties> files = new ArrayList<>();

  private Settings(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  public static Settings of(Surroundings surroundings) {
    Settings settings = new Settings(surroundings);
    settings.add(surroundings.folder().resolve(".pq.properties"));
    settings.home().ifPresent(home -> settings.add(home.resolve("pq/config.properties")));
    return settings;
  }

  /** The strongest value of a setting; a blank one counts as absent. */
  public Optional<String> get(String name) {
    return environment("PQ_" + name.toUpperCase(Locale.ROOT))
        .or(() -> files.stream().flatMap(file -> notBlank(file.getProperty(name))).findFirst());
  }

  private Optional<String> environment(String name) {
    return notBlank(surroundings.env().get(name)).findFirst();
  }

  private static Stream<String> notBlank(@Nullable String value) {
    return value == null || value.isBlank() ? Stream.empty() : Stream.of(value);
  }

  private Optional<Path> home() {
    return environment("XDG_CONFIG_HOME")
        .map(config -> Path.of(config))
        .or(() -> environment("HOME").map(home -> Path.of(home, ".config")));
  }

  private void add(Path file) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidRequestException(
          "cannot read the settings in " + file + ": " + e.getMessage() + "; mend or remove it", e);
    }
    for (String name : properties.stringPropertyNames()) {
      if (!NAMES.contains(name)) {
        throw new InvalidRequestException(
            "there is no setting \""
                + name
                + "\" (in "
                + file
                + "); the settings are db, queue,"
                + " files");
      }
    }
    files.add(properties);
  }
}
