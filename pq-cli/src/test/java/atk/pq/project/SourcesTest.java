package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule on the text of the sources holds, and fails on a sample that breaks it. */
class SourcesTest {
  /** Files that may be longer, by name: a list of statements, read one at a time. */
  private static final Set<String> MAY_BE_LONG = Set.of("PostgresqlSql.java");

  private static final Path ANY = Path.of("Any.java");

  @Test
  void sqlStandsOnlyInTheClassesMadeForIt() {
    assertThat(broken(SourceRules::sqlOnlyInItsClass, product())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x(\"SELECT id FROM item WHERE id = ?\")",
        "x(\"UPDATE item SET status = 1\")",
        "x(\"INSERT OR IGNORE INTO item VALUES (1)\")",
        "x(\"DELETE FROM item\")",
        "x(\"\"\"\n    SELECT *\n    FROM item\n    \"\"\")"
      })
  void sqlElsewhereIsFound(String sample) {
    assertThat(SourceRules.sqlOnlyInItsClass(ANY, sample)).isPresent();
    assertThat(SourceRules.sqlOnlyInItsClass(Path.of("SqliteSql.java"), sample)).isEmpty();
    assertThat(SourceRules.sqlOnlyInItsClass(ANY, "// " + sample.lines().findFirst().get()))
        .isEmpty();
  }

  @Test
  void returningStandsNowhereOnSqlite() {
    assertThat(broken(SourceRules::returningOnlyInOtherEngines, product())).isEmpty();
    String sample = "\"INSERT INTO a VALUES (1) RETURNING id\"";
    assertThat(SourceRules.returningOnlyInOtherEngines(ANY, sample)).isPresent();
    assertThat(SourceRules.returningOnlyInOtherEngines(Path.of("SqliteSql.java"), sample))
        .isPresent();
    assertThat(SourceRules.returningOnlyInOtherEngines(Path.of("PostgresqlSql.java"), sample))
        .isEmpty();
  }

  @Test
  void filesAreShortEnoughToRead() {
    List<Path> sources =
        Stream.of("main", "test")
            .flatMap(set -> Project.sources(set).stream())
            .filter(file -> !MAY_BE_LONG.contains(file.getFileName().toString()))
            .toList();
    assertThat(broken(SourceRules::notTooLong, sources)).isEmpty();
    assertThat(SourceRules.notTooLong(ANY, "x\n".repeat(SourceRules.MOST_LINES))).isEmpty();
    assertThat(SourceRules.notTooLong(ANY, "x\n".repeat(SourceRules.MOST_LINES + 1))).isPresent();
  }

  @Test
  void noFileNamesARegistryOrAPathOfSomeonesMachine() {
    assertThat(broken(SourceRules::namesNoMachine, Project.textFiles())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at https://repo1.%s.example.org/x",
        "deb.%s.org",
        "registry.%s.com",
        "cd /%s/x",
        "/home/%s/y"
      })
  void aRegistryOrAPathOfAMachineIsFound(String sample) {
    assertThat(SourceRules.namesNoMachine(ANY, sample.formatted("work"))).isPresent();
  }

  @Test
  void pathsOfTheProjectAndPlainAddressesAreFine() {
    String fine = "docs/work/x $HOME/work/ ~/.config/pq https://jspecify.dev /data/in/report.csv";
    assertThat(SourceRules.namesNoMachine(ANY, fine)).isEmpty();
  }

  /**
   * What users run: not the benchmarks, which compare Pq with SQL written by hand, and not the
   * testkit, whose contract of joined transactions plays a caller with a table of its own.
   */
  private static List<Path> product() {
    return Project.sources("main").stream()
        .filter(file -> !file.startsWith(Project.ROOT.resolve("pq-benchmarks")))
        .filter(file -> !file.startsWith(Project.ROOT.resolve("pq-testkit")))
        .toList();
  }

  private static List<String> broken(
      BiFunction<Path, String, Optional<String>> rule, List<Path> files) {
    assertThat(files).isNotEmpty();
    return files.stream()
        .flatMap(
            file ->
                rule.apply(file, Project.read(file)).stream()
                    .map(what -> Project.ROOT.relativize(file) + ": " + what))
        .toList();
  }
}
