package atk.pq.project;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promises in docs/semantics.md: the diagram is the code's, each promise names its tests. */
class SemanticsTest {
  private static final String TEXT = Project.read(Project.ROOT.resolve("docs/semantics.md"));
  private static final Pattern EDGE =
      Pattern.compile("(?m)^ +([\\w\\[\\]*]+) --> ([\\w\\[\\]*]+) :");
  private static final Pattern PROMISE =
      Pattern.compile("(?ms)^\\*\\*(S\\d+) [^*]+\\*\\*(.*?)^Tests:(.*?)(?:\\n\\n|\\z)");

  /** Promises that have no test yet. Empty is the aim. */
  private static final Set<String> OPEN = Set.of();

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
            IntStream.rangeClosed(1, 26).mapToObj(n -> "S" + n).toList());
    Stream<String> withoutTests =
        PROMISE
            .matcher(TEXT)
            .results()
            .filter(promise -> !DocsTest.TEST.matcher(promise.group(3)).find())
            .map(promise -> promise.group(1));
    assertThat(withoutTests).containsExactlyInAnyOrderElementsOf(OPEN);
  }

  private static Stream<String> edges() {
    return EDGE.matcher(TEXT)
        .results()
        .map(edge -> edge.group(1) + " " + edge.group(2))
        .filter(edge -> !edge.startsWith("[*]"));
  }
}
