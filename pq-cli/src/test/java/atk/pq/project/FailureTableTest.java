package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each failure that files must survive, and each promise of theirs, names its tests. */
class FailureTableTest {
  private static final String TEXT = Project.read(Project.ROOT.resolve("docs/files.md"));
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([\\w`][^|]+) \\|.*\\| ([^|]+) \\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Contract|IT))\\.(\\w+)`");

  /** The failures of the design: a row may be reworded here and there together, never dropped. */
  private static final List<String> FAILURES =
      List.of(
          "producer dies mid-write",
          "watcher killed between rename and commit",
          "power cut after the put was acknowledged",
          "disk full while copying",
          "done folder on another file system",
          "watched folder, contents on other file systems",
          "content missing or damaged",
          "referenced file changed or gone",
          "consumer killed",
          "consumer finishes after losing its lease",
          "the same content twice",
          "hostile names",
          "symbolic link, pipe, device",
          "backup");

  /** What pq work does for a program, and what files are held to. */
  private static final List<String> PROMISES =
      List.of(
          "no shell",
          "`{}` and standard input",
          "environment",
          "exit status to state",
          "standard error as reason",
          "timeout",
          "lost lease",
          "SIGTERM and SIGINT",
          "`-j`",
          "`--until-empty`",
          "`--idle-exit`, `--max`",
          "`--to` with `$PQ_OUT`",
          "`--bar`",
          "exit status of `pq work`",
          "a slow producer is never read early",
          "a pipeline under kills",
          "large content",
          "many small files",
          "unreferenced content",
          "counters of watched folders",
          "the pipelines above");

  private static final String WITHOUT_A_TEST = "| the control | nothing happens | see elsewhere |";

  @Test
  void everyFailureIsInTheTable() {
    assertThat(names(section("## What happens when"))).containsAll(FAILURES);
  }

  @Test
  void everyPromiseIsInTheTable() {
    assertThat(names(section("## How the rest is shown"))).containsExactlyElementsOf(PROMISES);
  }

  @Test
  void everyRowNamesTestsThatAreThere() {
    assertThat(rows(TEXT).filter(row -> row.group(2).contains("`")).count()).isGreaterThan(30);
    for (String heading : List.of("## What happens when", "## How the rest is shown")) {
      assertThat(withoutTests(section(heading))).as(heading).isEmpty();
    }
    assertThat(withoutTests(WITHOUT_A_TEST)).hasSize(1);
    String gone = WITHOUT_A_TEST.replace("see elsewhere", "`FailureTableTest.noSuchMethod`");
    assertThat(withoutTests(gone)).hasSize(1);
  }

  private static List<String> withoutTests(String text) {
    return rows(text)
        .filter(row -> !row.group(1).matches("failure|what"))
        .filter(
            row -> {
              List<MatchResult> tests = TEST.matcher(row.group(2)).results().toList();
              return tests.isEmpty()
                  || !tests.stream().allMatch(t -> DocsTest.exists(t.group(1), t.group(2)));
            })
        .map(row -> row.group(1))
        .toList();
  }

  private static List<String> names(String text) {
    return rows(text).map(row -> row.group(1)).filter(name -> !name.equals("what")).toList();
  }

  private static Stream<MatchResult> rows(String text) {
    return ROW.matcher(text).results();
  }

  private static String section(String heading) {
    int begin = TEXT.indexOf(heading);
    assertThat(begin).as(heading).isNotNegative();
    int end = TEXT.indexOf("\n## ", begin + 1);
    return TEXT.substring(begin, end < 0 ? TEXT.length() : end);
  }
}
