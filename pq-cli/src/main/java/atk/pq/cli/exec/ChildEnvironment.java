package atk.pq.cli.exec;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What programs see of our environment: where programs and the user's home are, the language, and
 * what was asked for by name. The rest may hold secrets that are none of their business, such as
 * the address of the database.
 */
public final class ChildEnvironment {
  private static final Set<String> PASSED_ON =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "TERM",
          "TZ",
          "TMPDIR",
          "LANG",
          "LANGUAGE",
          "LC_ALL",
          "LC_ADDRESS",
          "LC_COLLATE",
          "LC_CTYPE",
          "LC_IDENTIFICATION",
          "LC_MEASUREMENT",
          "LC_MESSAGES",
          "LC_MONETARY",
          "LC_NAME",
          "LC_NUMERIC",
          "LC_PAPER",
          "LC_TELEPHONE",
          "LC_TIME");

  private ChildEnvironment() {}

  /**
   * @param ours our own environment
   * @param wanted more names to pass on, or {@code NAME=VALUE}
   */
  public static Map<String, String> of(Map<String, String> ours, List<String> wanted) {
    Map<String, String> environment = new TreeMap<>();
    ours.forEach(
        (name, value) -> {
          if (PASSED_ON.contains(name) || wanted.contains(name)) {
            environment.put(name, value);
          }
        });
    for (String one : wanted) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        environment.put(one.substring(0, equals), one.substring(equals + 1));
      }
    }
    return environment;
  }
}
