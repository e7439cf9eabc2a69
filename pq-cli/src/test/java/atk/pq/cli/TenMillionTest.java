package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.PersistentQ;
import atk.pq.spi.Payload;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten million rows: {@code ls}, {@code stats}, {@code export} and {@code purge} in a heap of 64
 * MiB, and what a get costs against a file of ten thousand, in turns. Run by {@code mvn verify
 * -Pdeep}; what it printed last is in results/ten-million.md.
 */
@Tag("deep")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class TenMillionTest {
  private static final int MANY = 10_000_000;
  private static final int FEW = 10_000;
  private static final int ROUNDS = 11;
  private static final int GETS = 200;
  private static final String TEXT = "x".repeat(100);

  @TempDir Path folder;

  @Test
  void commandsAndGetsStayCheap() throws Exception {
    Path many = filled("many.db", MANY);
    Path few = filled("few.db", FEW);

    double ratio = costOfAGet(many, few);
    timed(many, "ls", "--limit", "50");
    timed(many, "ls", "--status", "processed", "--limit", "50");
    timed(many, "stats");
    timed(many, "export");
    timed(many, "purge", "--older", "0s", "--yes");

    assertThat(ratio).as("a get on ten million against ten thousand").isLessThan(1.3);
  }

  /** A queue of which a fifth is Processed, the rest waits. */
  private Path filled(String name, int rows) throws SQLException {
    Path file = folder.resolve(name);
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      pq.putItem(TEXT);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement pragma = connection.createStatement()) {
      pragma.execute("PRAGMA synchronous = OFF");
      pragma.execute("PRAGMA cache_size = -500000");
      try (PreparedStatement fill =
          connection.prepareStatement(
              """
              WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
              INSERT INTO pq_item (id, position, queue_id, status, priority, created_at, updated_at,
                lease_until, available_at, kind, crc, payload, submission_count, token, consumer_id)
              SELECT i, i, 1, CASE WHEN i <= ?1 / 5 THEN 40 ELSE 10 END, 0, ?2, ?2, ?2, ?2, 10, ?3,
                ?4, 0, 0x4000000000000000, 0x4000000000000000
              FROM n""")) {
        fill.setInt(1, rows);
        fill.setLong(2, System.currentTimeMillis() - 1_000);
        fill.setInt(3, Payload.text(TEXT).crc());
        fill.setString(4, TEXT);
        assertThat(fill.executeUpdate()).isEqualTo(rows - 1);
      }
    }
    return file;
  }

  /** The ratio of the medians of rounds played in turns. */
  private static double costOfAGet(Path many, Path few) {
    double[] ofMany = new double[ROUNDS];
    double[] ofFew = new double[ROUNDS];
    try (PersistentQ large = PersistentQ.connect(many.toString());
        PersistentQ small = PersistentQ.connect(few.toString())) {
      gets(large);
      gets(small); // warm
      for (int round = 0; round < ROUNDS; round++) {
        ofMany[round] = gets(large);
        ofFew[round] = gets(small);
      }
    }
    Arrays.sort(ofMany);
    Arrays.sort(ofFew);
    double large = ofMany[ROUNDS / 2];
    double small = ofFew[ROUNDS / 2];
    System.out.printf(
        "getItem, median of %d rounds: %.1f us on %d rows, %.1f us on %d rows, ratio %.2f%n",
        ROUNDS, large, MANY, small, FEW, large / small);
    return large / small;
  }

  /** Microseconds for a get; what was got is finished outside of the measured time. */
  private static double gets(PersistentQ pq) {
    List<Claim> claims = new ArrayList<>(GETS);
    long began = System.nanoTime();
    for (int i = 0; i < GETS; i++) {
      claims.add(pq.getItem().orElseThrow());
    }
    double micros = (System.nanoTime() - began) / 1_000.0 / GETS;
    pq.processed(claims);
    return micros;
  }

  private void timed(Path file, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(PqJvm.command(folder, args));
    command.addAll(1, List.of("-Xmx64m", "-Xms16m"));
    File out = Files.createTempFile(folder, "out", null).toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(false);
    builder.environment().put("PQ_DB", file.toString());
    builder.redirectOutput(out).redirectError(folder.resolve("err").toFile());
    long began = System.nanoTime();
    Process process = builder.start();
    try {
      assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "pq %s: %.1f s, %d bytes of output, heap 64 MiB%n",
        String.join(" ", args), seconds, out.length());
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
  }
}
