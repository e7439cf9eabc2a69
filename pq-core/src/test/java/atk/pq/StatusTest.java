package atk.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
  private static final Path SEMANTICS = Path.of("..", "docs", "semantics.md");
  private static final Pattern EDGE = Pattern.compile("(?m)^ +(\\w+) --> (\\w+) :");

  /** The edges of the diagram in the docs, as {@code Crashed > Unprocessed}. */
  private static Set<String> diagram() throws IOException {
    String text = Files.readString(SEMANTICS);
    String diagram = text.substring(text.indexOf("stateDiagram-v2"));
    String block = diagram.substring(0, diagram.indexOf("```"));
    return EDGE.matcher(block)
        .results()
        .map(edge -> edge.group(1) + " > " + edge.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  @DisplayName("canBecome is the diagram of docs/semantics.md, edge for edge")
  void theTableIsTheDiagram() throws IOException {
    Set<String> table = new TreeSet<>();
    for (Status from : Status.values()) {
      for (Status to : Status.values()) {
        if (from.canBecome(to)) {
          table.add(from + " > " + to);
        }
      }
    }

    assertThat(table).isEqualTo(diagram());
  }

  @Test
  @DisplayName("the ends are the states that the diagram lets a purge remove")
  void theEnds() throws IOException {
    String text = Files.readString(SEMANTICS);
    Set<String> purged =
        Pattern.compile("(?m)^ +(\\w+) --> \\[\\*\\] : purge$")
            .matcher(text)
            .results()
            .map((MatchResult edge) -> edge.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> ends =
        Arrays.stream(Status.values())
            .filter(Status::isEnd)
            .map(Status::toString)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(ends).isEqualTo(purged).hasSize(2);
  }

  @Test
  @DisplayName("no state becomes itself")
  void noLoops() {
    assertThat(Status.values()).noneMatch(status -> status.canBecome(status));
  }

  @Test
  @DisplayName("the spelling for people is read back")
  void spellings() {
    Map<String, Status> bySpelling =
        Arrays.stream(Status.values())
            .collect(Collectors.toMap(Status::toString, Function.identity()));

    assertThat(bySpelling)
        .containsOnlyKeys(
            "Unprocessed", "Under_Process", "Processed", "Crashed", "Manual_intervention");
    bySpelling.forEach((spelling, status) -> assertThat(Status.parse(spelling)).isEqualTo(status));
  }

  @ParameterizedTest
  @CsvSource({
    "under_process, UNDER_PROCESS",
    "UNDER-PROCESS, UNDER_PROCESS",
    "Under Process, UNDER_PROCESS",
    "' crashed ', CRASHED",
    "manual-intervention, MANUAL_INTERVENTION"
  })
  @DisplayName("names are read in any case, with _, - or a space")
  void lenientNames(String name, Status status) {
    assertThat(Status.parse(name)).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "done", "Processe", "Under__Process"})
  @DisplayName("another name is refused with the list of names")
  void otherNames(String name) {
    assertThatThrownBy(() -> Status.parse(name))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("\"" + name + "\"")
        .hasMessageContaining("Manual_intervention");
  }
}
