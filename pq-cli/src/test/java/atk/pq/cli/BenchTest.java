package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.cli.session.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code pq bench}: what it prints, and that it leaves nothing behind. */
@Timeout(120)
class BenchTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder);
  }

  @Test
  void measuresEachKindOfCallAndLeavesNothing() throws IOException {
    pq.out("put", "mine");
    Pq.Result result = pq.run("bench", "--seconds", "0.3", "--producers", "2", "--consumers", "2");
    assertThat(result.code()).isZero();
    assertThat(result.lines().get(0)).startsWith("CALL");
    assertThat(result.lines().stream().skip(1).map(line -> line.split(" ")[0]))
        .containsExactly("put", "get", "finish");
    assertThat(result.err()).contains("2 producers and 2 consumers", "durability flush");
    assertThat(names()).allMatch(name -> name.startsWith("test.db"));
    assertThat(pq.out("ls", "-o", "id")).isEqualTo("1\n");
  }

  @Test
  void itsRatesAreItemsASecond() {
    String json =
        pq.run("bench", "--seconds", "0.4", "--consumers", "0", "--batch", "10", "-o", "json")
            .out();
    Map<?, ?> put = (Map<?, ?>) ((List<?>) JsonReader.read(json)).get(0);
    assertThat(put.get("call")).isEqualTo("put");
    double items = number(put, "items");
    assertThat(items).isPositive().isEqualTo(10 * number(put, "calls"));
    assertThat(number(put, "items_per_second") * number(put, "seconds"))
        .isBetween(0.98 * items, 1.02 * items);
    assertThat(number(put, "p50_ms")).isPositive().isLessThanOrEqualTo(number(put, "p99_ms"));
    assertThat(number(put, "p99_ms")).isLessThanOrEqualTo(number(put, "max_ms"));
  }

  private static double number(Map<?, ?> row, String field) {
    return ((Number) row.get(field)).doubleValue();
  }

  @Test
  void onATerminalThereAreALiveLineAndBars() {
    Pq.Result result = pq.onTerminal().run("bench", "--seconds", "0.6", "--consumers", "1");
    assertThat(result.err()).contains("\r").contains("/s p99");
    assertThat(Stream.of(result.err().split("[\\r\\n]")).filter(line -> line.contains("/s p99")))
        .isNotEmpty()
        .allMatch(line -> line.length() < 80);
    assertThat(result.out()).contains("put, calls that took up to").contains("█").contains(" ms");
    Pq.Result quiet = pq.run("--quiet", "bench", "--seconds", "0.2", "-o", "jsonl");
    assertThat(quiet.err()).isEmpty();
    assertThat(quiet.out()).doesNotContain("█");
  }

  @ParameterizedTest
  @CsvSource({
    "--producers, 0, --producers is 0; it must be 1 to 10000",
    "--consumers, -1, --consumers is -1; it must be 0 to 10000",
    "--size, 0, --size is 0; it must be 1 to",
    "--seconds, 0, --seconds is 0; it must be 0.1 to",
    "--seconds, NaN, --seconds is NaN; it must be 0.1 to",
    "--batch, 10001, --batch is 10001; it must be 1 to 10000",
    "--db, postgresql://127.0.0.1/x, name a file on the disk to measure",
    "--db, :memory:, bench measures a disk",
    "--db, /proc/x.db, cannot make a folder for the scratch database in /proc",
    "--db, nowhere/x.db, there is no folder for nowhere/x.db"
  })
  void whatMakesNoSenseIsRefused(String option, String value, String message) {
    Pq.Result result = pq.run("bench", option, value);
    assertThat(result.code()).isNotZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(message).hasLineCount(1);
  }

  @Test
  @Tag("slow")
  void aSignalWhileItWarmsUpSaysSo() throws Exception {
    try (PqJvm bench = PqJvm.start(folder, "bench", "--seconds", "600")) {
      bench.awaitOutput("durability");
      Thread.sleep(500);
      bench.interrupt();
      assertThat(bench.await().toString())
          .contains("stopped while warming up, nothing was measured")
          .doesNotContain("Infinity", "CALLS");
    }
  }

  @Test
  void aKindWithoutACallIsARowOfZeros() {
    Pq.Result result =
        pq.run(
            "bench",
            "--seconds",
            "0.1",
            "--batch",
            "10000",
            "--size",
            "6000",
            "--producers",
            "1",
            "-o",
            "jsonl");
    assertThat(result.lines()).hasSize(3);
  }

  @Test
  @Tag("slow")
  void aSignalEndsItAndLeavesNothing() throws Exception {
    try (PqJvm bench = PqJvm.start(folder, "bench", "--seconds", "60")) {
      bench.awaitOutput("durability");
      Thread.sleep(1_000);
      int expected = bench.interrupt();
      assertThat(bench.await().code()).isEqualTo(expected);
    }
    assertThat(names()).noneMatch(name -> name.startsWith("pq-bench"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
