package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Finding;
import atk.pq.Finding.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each {@link Finding} of {@code pq doctor} is explained, and provoked by a test. */
class FindingsTest {
  private static final String OPERATIONS = Project.read(Project.ROOT.resolve("docs/operations.md"));
  private static final Pattern ROW = Pattern.compile("(?m)^\\|((?: `[a-z_]+`,?)+) \\|.*\\|$");
  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

  @Test
  void theTableHasEveryFindingAndNoOther() {
    List<String> explained =
        ROW.matcher(OPERATIONS)
            .results()
            .flatMap(row -> NAME.matcher(row.group(1)).results())
            .map(name -> name.group(1))
            .toList();
    assertThat(explained)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Kind.values()).map(Kind::toString).toList());
  }

  @Test
  void everyFindingIsProvokedByATestThatTheDocumentNames() {
    Set<String> named =
        DocsTest.TEST
            .matcher(OPERATIONS)
            .results()
            .map(test -> test.group(1) + ".java")
            .collect(Collectors.toSet());
    List<String> tests =
        Project.sources("test").stream()
            .filter(file -> named.contains(file.getFileName().toString()))
            .map(Project::read)
            .toList();
    Predicate<String> provoked = kind -> tests.stream().anyMatch(t -> t.contains("Kind." + kind));
    assertThat(Arrays.stream(Kind.values()).map(Enum::name)).allMatch(provoked);
    assertThat(provoked.test("NO_SUCH_FINDING")).as("the control").isFalse();
  }
}
