package atk.pq.postgresql;

import atk.pq.InvalidRequestException;
import atk.pq.internal.UrlSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGProperty;

/**
 * {@code postgresql://user:password@host1:5432,host2/db?setting=value} taken apart. The settings
 * are the driver's; those that failover needs are filled in where they are missing.
 */
record ServerAddress(String hosts, String database, Map<String, String> settings) {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "targetServerType", "primary",
          "hostRecheckSeconds", "1",
          "connectTimeout", "2",
          "socketTimeout", "10",
          "tcpKeepAlive", "true",
          "ApplicationName", "pq");

  /** What stands behind the last colon of a host, unless that is inside of brackets (IPv6). */
  private static final Pattern PORT = Pattern.compile(":([^:\\]]*)$");

  static ServerAddress parse(String url) {
    String rest = url.replaceFirst("^(jdbc:)?postgres(ql)?:(//)?", "");
    Map<String, String> settings = new LinkedHashMap<>();
    int query = rest.indexOf('?');
    if (query >= 0) {
      for (String setting : rest.substring(query + 1).split("&")) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
          throw new InvalidRequestException("\"" + setting + "\" is no setting; write name=value");
        }
        String name = setting.substring(0, equals);
        checkKnown(name);
        settings.put(name, decoded(setting.substring(equals + 1)));
      }
      rest = rest.substring(0, query);
    }
    int slash = rest.indexOf('/');
    String hosts = slash < 0 ? rest : rest.substring(0, slash);
    String database = slash < 0 ? "" : decoded(rest.substring(slash + 1));
    int at = hosts.lastIndexOf('@');
    if (at >= 0) {
      String[] user = hosts.substring(0, at).split(":", 2);
      settings.put("user", decoded(user[0]));
      if (user.length == 2) {
        settings.put("password", decoded(user[1]));
      }
      hosts = hosts.substring(at + 1);
    }
    if (database.isBlank()) {
      throw new InvalidRequestException(
          "the address names no database; write postgresql://user@host/database");
    }
    for (String host : hosts.split(",")) {
      checkPort(host);
    }
    return new ServerAddress(hosts.isBlank() ? "localhost" : hosts, database, settings);
  }

  private static void checkKnown(String name) {
    if (PGProperty.forName(name) == null) {
      throw new InvalidRequestException(
          "there is no setting \""
              + name
              + "\"; the settings are "
              + UrlSettings.KNOWN
              + ", and those of PostgreSQL's JDBC driver");
    }
  }

  private static void checkPort(String host) {
    Matcher port = PORT.matcher(host);
    if (port.find() && !isPort(port.group(1))) {
      throw new InvalidRequestException(
          "\"" + port.group(1) + "\" is no port; write a number from 1 to 65535 after the host");
    }
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= 65_535;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The address as the driver takes it. */
  String jdbcUrl() {
    return "jdbc:postgresql://" + hosts + "/" + database.replace("%", "%25");
  }

  /** Everything else the driver is told. */
  Properties properties() {
    Properties all = new Properties();
    all.putAll(DEFAULTS);
    String password = System.getenv("PGPASSWORD");
    if (password != null) {
      all.setProperty("password", password);
    }
    String user = System.getenv("PGUSER");
    if (user != null) {
      all.setProperty("user", user);
    }
    all.putAll(settings);
    return all;
  }

  /** What it is called in messages: without user and password. */
  @Override
  public String toString() {
    String schema = settings.get("currentSchema");
    String chosen = schema == null ? "" : "?currentSchema=" + schema;
    return "postgresql://" + hosts + "/" + database + chosen;
  }
}
