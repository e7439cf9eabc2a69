package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.Status;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten million items: what get and finish cost with so many waiting, against files with a million
 * and with ten thousand, in turns; and {@code ls}, {@code stats}, {@code export} and {@code purge}
 * in a heap of 64 MiB. Run by {@code mvn verify -Pdeep}; what it printed last is in
 * results/ten-million.md.
 */
@Tag("deep")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class TenMillionTest {
  private static final int FEW = 10_000;
  private static final int MANY = 10_000_000;
  private static final List<Integer> SIZES = List.of(FEW, 1_000_000, MANY);
  private static final int FINISHED = 2_000_000;
  private static final int ROUNDS = 21;
  private static final int ITEMS = 200;
  private static final double MOST = 1.3;
  private static final String TEXT = "x".repeat(100);

  @TempDir Path folder;

  @Test
  void commandsGetsAndFinishesStayCheap() throws Exception {
    Map<Integer, Path> files = new LinkedHashMap<>();
    for (int size : SIZES) {
      files.put(size, filled(size));
    }
    double oneByOne = spread(files, 1);
    double batches = spread(files, 100);

    Path many = files.get(MANY);
    finish(many);
    timed(many, "ls", "--limit", "50");
    timed(many, "ls", "--status", "processed", "--limit", "50");
    timed(many, "stats");
    timed(many, "export");
    timed(many, "purge", "--older", "0s", "--yes");

    assertThat(oneByOne).as("dearest against cheapest, one item a call").isLessThan(MOST);
    assertThat(batches).as("dearest against cheapest, batches of 100").isLessThan(MOST);
  }

  /** A queue in which so many wait. */
  private Path filled(int rows) throws SQLException {
    Path file = folder.resolve(rows + ".db");
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
              SELECT i, i, 1, 10, 0, ?2, ?2, ?2, ?2, 10, ?3,
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

  /**
   * How many times the cheapest of these files costs the dearest: medians of rounds played in
   * turns.
   */
  private static double spread(Map<Integer, Path> files, int batch) {
    Map<Integer, PersistentQ> queues = new LinkedHashMap<>();
    Map<Integer, List<Double>> rounds = new LinkedHashMap<>();
    try {
      for (int size : files.keySet()) {
        queues.put(size, PersistentQ.connect(files.get(size).toString()));
        rounds.put(size, new ArrayList<>());
        assertThat(waiting(queues.get(size))).isEqualTo(size);
      }
      for (int round = -2; round < ROUNDS; round++) { // two to warm up
        for (int size : files.keySet()) {
          double micros = getAndFinish(queues.get(size), batch);
          if (round >= 0) {
            rounds.get(size).add(micros);
          }
        }
      }
      queues.forEach((size, pq) -> assertThat(waiting(pq)).isEqualTo((long) size));
    } finally {
      queues.values().forEach(PersistentQ::close);
    }
    double cheapest = rounds.values().stream().mapToDouble(TenMillionTest::median).min().orElse(0);
    double dearest = rounds.values().stream().mapToDouble(TenMillionTest::median).max().orElse(0);
    rounds.forEach(
        (size, micros) ->
            System.out.printf(
                Locale.ROOT,
                "get + finish, %d a call, %,d waiting: %.1f us an item, median of %d rounds%n",
                batch,
                size,
                median(micros),
                ROUNDS));
    System.out.printf(
        Locale.ROOT, "%d a call, dearest by cheapest: %.2f%n", batch, dearest / cheapest);
    return dearest / cheapest;
  }

  private static long waiting(PersistentQ pq) {
    return pq.counts().stream().mapToLong(one -> one.of(Status.UNPROCESSED)).sum();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Microseconds an item; as many are put back outside of the measured time. */
  private static double getAndFinish(PersistentQ pq, int batch) {
    int items = batch == 1 ? ITEMS : ITEMS * 10;
    long began = System.nanoTime();
    for (int done = 0; done < items; done += batch) {
      if (batch == 1) {
        pq.getItem().orElseThrow().processed();
      } else {
        List<Claim> claims = pq.getItems(batch);
        assertThat(claims).hasSize(batch);
        pq.processed(claims);
      }
    }
    double micros = (System.nanoTime() - began) / 1_000.0 / items;
    pq.putItems(Collections.nCopies(items, NewItem.of(TEXT)));
    return micros;
  }

  /** So that there is something to purge. */
  private static void finish(Path file) {
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      for (int finished = 0; finished < FINISHED; finished += 1_000) {
        pq.processed(pq.getItems(1_000));
      }
    }
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
