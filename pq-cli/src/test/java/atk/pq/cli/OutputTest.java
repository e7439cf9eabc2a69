package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.cli.session.JsonReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
    pq.out("put", "first", "second\nline\u001b[31m");
  }

  @Test
  void aTableIsAlignedAndHarmlessForTheTerminal() {
    List<String> lines = pq.out("ls").lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("ID  QUEUE    STATUS ");
    assertThat(lines.get(1)).startsWith("1   default  Unprocessed").endsWith("first");
    assertThat(lines.get(2)).endsWith("second↵line·[31m");
  }

  @Test
  void jsonIsAnArrayAndJsonlAnObjectALine() {
    List<?> array = (List<?>) JsonReader.read(pq.out("ls", "-o", "json"));
    assertThat(array).hasSize(2);
    List<String> lines = pq.out("ls", "-o", "jsonl").lines().toList();
    assertThat(lines.stream().map(JsonReader::read).toList()).isEqualTo(array);
    assertThat(pq.out("ls", "-o", "json", "--status", "crashed")).isEqualTo("[]\n");
    assertThat(pq.out("put", "x", "-o", "json")).isEqualTo("[{\"id\":3}\n]\n");
  }

  @Test
  void jsonFieldsAreThoseOfTheDocumentation() {
    Map<?, ?> item = pq.item(2);
    assertThat(item.keySet())
        .hasToString(
            "[id, queue, status, item, submission_count, priority, key, created_at, updated_at,"
                + " available_at, lease_until, consumer, result, headers, crashes]");
    assertThat(item.get("status")).isEqualTo("Unprocessed");
    assertThat((String) item.get("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}Z");
  }

  @Test
  void idPrintsIdsOnly() {
    assertThat(pq.out("ls", "-o", "id")).isEqualTo("1\n2\n");
    assertThat(pq.out("get", "-o", "ID")).isEqualTo("1\n");
  }

  @Test
  void anUnknownFormatIsAUsageError() {
    Pq.Result result = pq.run("ls", "-o", "xml");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("table, json, jsonl or id").hasLineCount(1);
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    assertThat(pq.out("ls")).doesNotContain("\u001b");
    pq.onTerminal();
    assertThat(pq.out("ls")).contains("\u001b[");
    assertThat(pq.out("ls", "--no-color")).doesNotContain("\u001b");
    pq.environment("NO_COLOR", "1");
    assertThat(pq.out("ls")).doesNotContain("\u001b");
    pq.environment("NO_COLOR", "").environment("TERM", "dumb");
    assertThat(pq.out("ls")).doesNotContain("\u001b");
  }

  @Test
  void helpGoesToStandardOutputAndUsageErrorsToStandardError() {
    assertThat(pq.out("--help")).contains("Commands:").contains("queue");
    assertThat(pq.out("put", "--help")).contains("--priority");
    assertThat(pq.out("queue", "set", "--help")).contains("--max-submissions");
    Pq.Result nothing = pq.run();
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.out()).isEmpty();
    assertThat(nothing.err()).startsWith("Usage: pq");
  }

  @Test
  void quietKeepsChatterAway() {
    assertThat(pq.run("ls", "--limit", "1").err()).isNotEmpty();
    assertThat(pq.run("ls", "--limit", "1", "--quiet").err()).isEmpty();
  }

  @Test
  void aStackTraceOnlyWhenAskedFor() {
    assertThat(pq.run("show", "99").err()).hasLineCount(1);
    assertThat(pq.run("show", "99", "-v").err()).contains("\tat atk.pq");
  }
}
