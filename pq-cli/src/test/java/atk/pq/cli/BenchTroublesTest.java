package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import atk.pq.cli.session.JsonReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pq bench} where something is missing, full, narrow or taken away. */
@Timeout(120)
@Tag("slow")
class BenchTroublesTest {
  @TempDir Path folder;
  private Path shared;

  @BeforeEach
  void setUp() throws IOException {
    shared = Files.createDirectory(folder.resolve("shared"));
  }

  @Test
  void onAFullDiskItShowsWhatWasMeasuredAndSaysWhatIsMissing() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        succeeds("mount", "-t", "tmpfs", "-o", "size=256m", "pq-bench", disk.toString()),
        "NOT RUN: a small disk needs root");
    String db = disk.resolve("x.db").toString();
    try (PqJvm bench =
        start(List.of(), List.of("-Dpq.tty=2"), "bench", "--seconds", "20", "--db", db)) {
      bench.awaitOutput("/s p99"); // it measures
      fill(disk.resolve("other"));
      Pq.Result result = bench.await();
      assertThat(result.code()).as(result.err()).isEqualTo(1);
      assertThat(result.out()).startsWith("CALL").contains("put ", "get ", "finish ");
      assertThat(result.err())
          .contains("that is memory (tmpfs): a flush there is free")
          .contains("pq: the disk that holds the queue has no more than ")
          .doesNotContain("a bug of pq");
      assertThat(names(disk)).containsExactly("other");
    } finally {
      assertThat(succeeds("umount", "--lazy", disk.toString())).isTrue();
    }
  }

  private static void fill(Path other) throws IOException {
    try (OutputStream out = Files.newOutputStream(other)) {
      for (byte[] some = new byte[64 << 10]; ; ) {
        out.write(some);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  @Test
  void aFolderWithoutRightsIsNamed() throws Exception {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    String db = closed.resolve("x.db").toString();
    Pq.Result result = run(PqJvm.asOrdinaryUser(), List.of(), "bench", "--db", db);
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "pq: cannot make a folder for the scratch database in %s: no right to write there;"
                    .formatted(closed)
                + " name another --db\n");
  }

  @Test
  void afterASignalRatesAreOfTheTimeThatWasPlayed() throws Exception {
    List<String> java = List.of("-Dpq.tty=2");
    try (PqJvm bench = start(List.of(), java, "bench", "--seconds", "10", "-o", "json")) {
      bench.awaitOutput("/s p99"); // it measures, after two seconds of warming up
      long began = System.nanoTime();
      Thread.sleep(1_000);
      int expected = bench.interrupt();
      Pq.Result result = bench.await();
      double most = 1.5 + (System.nanoTime() - began) / 1e9;
      assertThat(result.code()).as(result.err()).isEqualTo(expected);
      Map<?, ?> put = (Map<?, ?>) ((List<?>) JsonReader.read(result.out())).get(0);
      assertThat(number(put, "seconds")).isBetween(1.4, most).isLessThan(9);
      assertThat(number(put, "items")).isPositive();
      assertThat(number(put, "items_per_second") * number(put, "seconds"))
          .isBetween(0.98 * number(put, "items"), 1.02 * number(put, "items"));
    }
  }

  @Test
  void aScratchDatabaseThatIsTakenAwayIsNoBugOfPq() throws Exception {
    try (PqJvm bench = start(List.of(), List.of(), "bench", "--seconds", "600")) {
      bench.awaitOutput("durability");
      Path scratch = awaitScratch();
      assertThat(succeeds("rm", "-rf", scratch.toString())).isTrue();
      Thread.sleep(1_000);
      bench.interrupt();
      Pq.Result result = bench.await();
      assertThat(result.code()).isNotZero();
      assertThat(result.err()).doesNotContain("a bug of pq").contains(scratch.toString());
    }
  }

  @Test
  void memoryThatRunsOutIsCalledThat() throws Exception {
    Pq.Result result =
        run(List.of(), List.of("-Xmx48m"), "bench", "--size", "60000000", "--seconds", "600");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("pq: out of memory (Java heap space); take smaller items or fewer at a time")
        .contains("PQ_JAVA_OPTS=-Xmx")
        .doesNotContain("a bug of pq");
    assertThat(names(shared)).noneMatch(name -> name.startsWith("pq-bench-"));
  }

  @Test
  void theLiveLineFitsANarrowTerminal() {
    Pq.Result result =
        new Pq(folder)
            .onTerminal()
            .columns(40)
            .run("bench", "--seconds", "0.6", "--consumers", "1", "--producers", "1");
    assertThat(Stream.of(result.err().split("[\\r\\n]")).filter(line -> line.contains("/s p99")))
        .isNotEmpty()
        .allMatch(line -> line.length() < 40);
  }

  private static double number(Map<?, ?> row, String field) {
    return ((Number) row.get(field)).doubleValue();
  }

  private Path awaitScratch() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      for (String name : names(shared)) {
        Path scratch = shared.resolve(name);
        if (name.startsWith("pq-bench-") && Files.exists(scratch.resolve("bench.db"))) {
          return scratch;
        }
      }
      assertThat(System.nanoTime()).as("a scratch database").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static boolean succeeds(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  private Pq.Result run(List<String> prefix, List<String> java, String... args) throws Exception {
    try (PqJvm jvm = start(prefix, java, args)) {
      return jvm.await();
    }
  }

  private PqJvm start(List<String> prefix, List<String> java, String... args) throws IOException {
    List<String> command = new ArrayList<>(PqJvm.command(shared, args));
    command.addAll(1, java);
    command.addAll(0, prefix);
    Path out = Files.createTempFile(folder, "out", null);
    Path err = Files.createTempFile(folder, "err", null);
    return PqJvm.start(shared, command, out, err);
  }
}
