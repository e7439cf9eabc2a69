package atk.pq.project;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules on the text of a file. Each answers what is wrong, or nothing. */
final class SourceRules {
  static final int MOST_LINES = 400;

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");
  private static final Pattern LITERAL =
      Pattern.compile("(?s)\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"");
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?s)\\bSELECT\\s.*\\bFROM\\s|\\bINSERT\\s+(OR\\s+\\w+\\s+)?INTO\\s|\\bUPDATE\\s.*\\bSET\\s"
              + "|\\bDELETE\\s+FROM\\s|\\bCREATE\\s+(TABLE|INDEX|VIEW|TRIGGER)\\s");
  private static final Pattern RETURNING = Pattern.compile("\\bRETURNING\\b");
  // Written so that this file does not break its own rule.
  private static final Pattern REGISTRY =
      Pattern.compile(
          "\\b(repo\\d*|registry|registry-\\d+|deb|ftp|security|archive|proxy|mirrors?)"
              + "\\.[a-z0-9-]+(\\.[a-z0-9-]+)*\\.?(org|com|net|io)\\b|npm[j]s\\.|[m]vnrepository");
  private static final Pattern MACHINE =
      Pattern.compile("(?<![\\w.~}-])/(work|root|home/\\w+|Users/\\w+|usr/lib/jvm)/");

  private SourceRules() {}

  /**
   * SQL stands in the classes made for it, where it can be read and checked as a whole: one for
   * each engine, and the migrations that all share.
   */
  static Optional<String> sqlOnlyInItsClass(Path file, String text) {
    String name = file.getFileName().toString();
    return name.endsWith("Sql.java") || name.equals("Migrations.java")
        ? Optional.empty()
        : literals(text).stream().filter(s -> STATEMENT.matcher(s).find()).findFirst();
  }

  /** On SQLite it hides a failed commit (see the decision on it), so only another engine may. */
  static Optional<String> returningOnlyInOtherEngines(Path file, String text) {
    String name = file.getFileName().toString();
    if (name.endsWith("Sql.java") && !name.startsWith("Sqlite")) {
      return Optional.empty();
    }
    return literals(text).stream().filter(s -> RETURNING.matcher(s).find()).findFirst();
  }

  static Optional<String> notTooLong(Path file, String text) {
    long lines = text.lines().count();
    return lines <= MOST_LINES ? Optional.empty() : Optional.of(lines + " lines");
  }

  static Optional<String> namesNoMachine(Path file, String text) {
    return first(REGISTRY, text).or(() -> first(MACHINE, text));
  }

  private static List<String> literals(String text) {
    return LITERAL
        .matcher(COMMENT.matcher(text).replaceAll(""))
        .results()
        .map(match -> match.group())
        .toList();
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }
}
