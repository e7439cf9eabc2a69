package atk.pq;

import atk.pq.internal.UrlSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code scheme:name?setting=value&…} into a configuration. */
final class DbUrl {
  private static final String KNOWN = UrlSettings.KNOWN;

  private static final Set<String> NAMES = Set.of(KNOWN.split(", *"));

  /** What would otherwise be taken for the path of a file. A single letter is a drive. */
  private static final Pattern OTHER_SCHEME =
      Pattern.compile("^(?!sqlite:)([a-z][a-z0-9+.-]+://|jdbc:)", Pattern.CASE_INSENSITIVE);

  /** The one setting of a server's driver that chooses the queue. */
  private static final Pattern SCHEMA = Pattern.compile("[?&](currentSchema=[^&]*)");

  private DbUrl() {}

  static PqConfig.Builder parse(String url) {
    if (url.isBlank()) {
      throw new InvalidRequestException(
          "the database needs a name: a file such as jobs.db, or a URL");
    }
    if (url.indexOf('\0') >= 0) {
      throw new InvalidRequestException("the database's name has a NUL character");
    }
    if (url.startsWith("postgresql:") || url.startsWith("postgres:")) {
      return server(url);
    }
    if (OTHER_SCHEME.matcher(url).find()) {
      throw new InvalidRequestException(
          "\""
              + url
              + "\" is no address of a queue; write a file, sqlite:FILE or"
              + " postgresql://HOST/DATABASE (a file of that name as ./NAME)");
    }
    String rest = url.startsWith("sqlite:") ? url.substring("sqlite:".length()) : url;
    int query = url.startsWith("sqlite:") || looksLikeSettings(rest) ? rest.lastIndexOf('?') : -1;
    String name = query < 0 ? rest : rest.substring(0, query);
    if (name.isBlank()) {
      throw new InvalidRequestException("\"" + url + "\" names no file");
    }
    PqConfig.Builder config = new PqConfig.Builder(name, "sqlite");
    if (query >= 0) {
      for (String setting : rest.substring(query + 1).split("&")) {
        apply(config, setting);
      }
    }
    return config;
  }

  /** Takes out the settings that are Pq's; the others are for the server's driver. */
  private static PqConfig.Builder server(String url) {
    int query = url.indexOf('?');
    if (query < 0) {
      return new PqConfig.Builder(url, "postgresql");
    }
    List<String> ours = new ArrayList<>();
    List<String> drivers = new ArrayList<>();
    for (String setting : url.substring(query + 1).split("&")) {
      boolean isOurs = NAMES.contains(setting.replaceFirst("=.*", ""));
      (isOurs ? ours : drivers).add(setting);
    }
    String rest = drivers.isEmpty() ? "" : "?" + String.join("&", drivers);
    PqConfig.Builder config = new PqConfig.Builder(url.substring(0, query) + rest, "postgresql");
    ours.forEach(setting -> apply(config, setting));
    return config;
  }

  /** A server's address without user, password and the settings that do not choose the queue. */
  static String displayName(String url) {
    String address = url.replaceFirst("\\?.*", "").replaceFirst("^(jdbc:)?postgres(ql)?:(//)?", "");
    Matcher schema = SCHEMA.matcher(url);
    return "postgresql://"
        + address.replaceFirst("^[^/]*@", "")
        + (schema.find() ? "?" + schema.group(1) : "");
  }

  private static boolean looksLikeSettings(String name) {
    int query = name.lastIndexOf('?');
    return query > 0 && name.indexOf('=', query) > 0;
  }

  private static void apply(PqConfig.Builder config, String setting) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw new InvalidRequestException(
          "\"" + setting + "\" is no setting; write name=value with one of: " + KNOWN);
    }
    String name = setting.substring(0, equals);
    String value = decoded(setting.substring(equals + 1));
    switch (name) {
      case "queue" -> config.queue(value);
      case "create" -> config.create(flag(name, value));
      case "lease" -> config.lease(Durations.parse(value));
      case "maxSubmissions" -> config.maxSubmissions(number(name, value));
      case "retryDelay" -> config.retryDelay(Durations.parse(value), Duration.ofMinutes(5));
      case "retention" -> config.retention(Durations.parse(value));
      case "maxItemBytes" -> config.maxItemBytes(number(name, value));
      case "durability" -> config.durability(durability(value));
      case "busyTimeout" -> config.busyTimeout(Durations.parse(value));
      case "allowNetworkFileSystem" -> config.allowNetworkFileSystem(flag(name, value));
      case "shareDatabase" -> config.shareDatabase(flag(name, value));
      case "filesFolder" -> config.filesFolder(folder(value));
      default ->
          throw new InvalidRequestException(
              "there is no setting \"" + name + "\"; the settings are " + KNOWN);
    }
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "\"" + value + "\" is not encoded as a URL asks: write %25 for a percent sign", e);
    }
  }

  private static boolean flag(String name, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new InvalidRequestException(name + " is true or false, not \"" + value + "\"");
    };
  }

  private static Path folder(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new InvalidRequestException("\"" + value + "\" is no path of a folder", e);
    }
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(name + " is a whole number, not \"" + value + "\"");
    }
  }

  private static Durability durability(String value) {
    try {
      return Durability.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "durability is flush, process or none, not \"" + value + "\"");
    }
  }
}
