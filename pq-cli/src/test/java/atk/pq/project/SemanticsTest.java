package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Status;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promises in docs/semantics.md: the diagram is the code's, each promise has its tests. */
class SemanticsTest {
  private static final String TEXT = Project.read(Project.ROOT.resolve("docs/semantics.md"));
  private static final Pattern EDGE =
      Pattern.compile("(?m)^ +([\\w\\[\\]*]+) --> ([\\w\\[\\]*]+) :");
  private static final Pattern PROMISE =
      Pattern.compile("(?ms)^\\*\\*(S\\d+) [^*]+\\*\\*(.*?)^Tests:(.*?)(?:\\n\\n|\\z)");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`");

  @Test
  void theDiagramIsTheTableOfMoves() {
    Set<String> inTheCode =
        Stream.of(Status.values())
            .flatMap(
                from ->
                    Stream.of(Status.values()).filter(from::canBecome).map(to -> from + " " + to))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(edges().filter(edge -> !edge.contains("*")))
        .containsExactlyInAnyOrderElementsOf(inTheCode);
    assertThat(edges().filter(edge -> edge.endsWith("[*]")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Status.values()).filter(Status::isEnd).map(end -> end + " [*]").toList());
  }

  @Test
  void everyPromiseIsThereAndNamesTests() {
    List<String> numbers =
        PROMISE.matcher(TEXT).results().map(promise -> promise.group(1)).sorted().toList();
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 25).filter(n -> n != 17).mapToObj(n -> "S" + n).toList());
    PROMISE
        .matcher(TEXT)
        .results()
        .forEach(
            promise ->
                assertThat(NAMED.matcher(promise.group(3)).results())
                    .as("the tests of " + promise.group(1))
                    .isNotEmpty());
  }

  @Test
  void everyNamedTestExists() {
    List<Path> sources =
        Stream.of("test", "main").flatMap(set -> Project.sources(set).stream()).toList();
    List<String> missing =
        TEXT.lines()
            .dropWhile(line -> !line.startsWith("Tests:"))
            .filter(line -> line.startsWith("Tests:") || line.startsWith("`"))
            .flatMap(line -> NAMED.matcher(line).results())
            .filter(test -> !exists(sources, test.group(1), test.group(2)))
            .map(test -> test.group())
            .toList();
    assertThat(missing).isEmpty();
    assertThat(exists(sources, "SemanticsTest", "noSuchMethod")).isFalse();
    assertThat(exists(sources, "NoSuchTest", null)).isFalse();
  }

  private static Stream<String> edges() {
    return EDGE.matcher(TEXT)
        .results()
        .map(edge -> edge.group(1) + " " + edge.group(2))
        .filter(edge -> !edge.startsWith("[*]"));
  }

  private static boolean exists(List<Path> sources, String type, String method) {
    Optional<Path> file =
        sources.stream().filter(path -> path.endsWith(type + ".java")).findFirst();
    return file.isPresent()
        && (method == null || Project.read(file.get()).contains("void " + method + "("));
  }
}
