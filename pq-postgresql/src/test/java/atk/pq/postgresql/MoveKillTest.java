package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.Crash;
import atk.pq.Failure;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.Mover;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueMovedException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S26: a move that is killed anywhere, again and again, and run again, loses nothing and doubles
 * nothing. The same source serves all rounds: each undoes the move of the one before.
 */
@Tag("slow")
class MoveKillTest {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final int FEW = 4_000;
  private static final int MANY = 10_000;
  private static final int MOST_KILLS = 3;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Map<String, Integer> killedAfter = new TreeMap<>();

  @TempDir Path folder;

  @Test
  void toPostgresql() throws Exception {
    rounds(3, FEW, folder.resolve("source.db").toString(), round -> newDatabase());
  }

  @Test
  void toSqlite() throws Exception {
    rounds(3, FEW, newDatabase(), round -> newFile(round));
  }

  @Test
  @Tag("deep")
  void toPostgresqlFiftyTimes() throws Exception {
    rounds(50, MANY, folder.resolve("source.db").toString(), round -> newDatabase());
  }

  @Test
  @Tag("deep")
  void toSqliteFiftyTimes() throws Exception {
    rounds(50, MANY, newDatabase(), round -> newFile(round));
  }

  /** The control: what an audit would not see, it could not prove either. */
  @Test
  void theAuditSeesOneChange() throws Exception {
    String database = SERVER.createDatabase("audit");
    PqConfig config = MoveMain.config(SERVER.url(database), folder.resolve("files").toString());
    List<String> before = fill(config, FEW);
    try (Connection connection = SERVER.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE pq_item SET priority = priority + 1 WHERE id = 17");
      assertThat(audit(config)).isNotEqualTo(before).hasSameSizeAs(before);
      statement.execute("UPDATE pq_item SET priority = priority - 1 WHERE id = 17");
      statement.execute("DELETE FROM pq_crash WHERE id = 1");
      assertThat(audit(config)).isNotEqualTo(before);
    }
  }

  private String newDatabase() {
    return SERVER.url(SERVER.createDatabase("move"));
  }

  private String newFile(int round) {
    return folder.resolve("there-" + round + ".db").toString();
  }

  private interface Place {
    String of(int round);
  }

  private void rounds(int rounds, int items, String from, Place place) throws Exception {
    PqConfig source = MoveMain.config(from, folder.resolve("files").toString());
    List<String> before = fill(source, items);
    int kills = 0;
    for (int round = 1; round <= rounds; round++) {
      Path files = folder.resolve("files-" + round);
      PqConfig destination = MoveMain.config(place.of(round), files.toString());
      int wanted = 1 + random.nextInt(MOST_KILLS);
      for (int i = 0; i < wanted; i++) {
        kills += killed(source, destination, 3 * items / 1_000 + 5) ? 1 : 0;
      }
      finish(source, destination);
      assertThat(audit(destination)).as("round %d, seed %d", round, seed).isEqualTo(before);
      Mover.undo(source);
    }
    assertThat(audit(source)).isEqualTo(before);
    System.out.printf(
        "moves of %d items: %d rounds, %d kills %s, seed %d%n",
        before.size(), rounds, kills, killedAfter, seed);
    assertThat(kills).as("kills that hit, seed %d", seed).isGreaterThanOrEqualTo(rounds / 2);
  }

  /** Starts a move, kills it after some line of its output; whether it had not ended by then. */
  private boolean killed(PqConfig source, PqConfig destination, int mostLines) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MoveMain.class.getName(),
                source.dbName(),
                String.valueOf(source.filesFolder()),
                destination.dbName(),
                String.valueOf(destination.filesFolder()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String last = "nothing";
      int wanted = 1 + random.nextInt(mostLines);
      for (int i = 0; i < wanted; i++) {
        String line = lines.readLine();
        if (line == null || line.equals("END")) {
          return false; // done before, or ended
        }
        last = line;
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
      process.destroyForcibly();
      killedAfter.merge(last, 1, Integer::sum);
      return true;
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void finish(PqConfig source, PqConfig destination) {
    try {
      Mover.of(source, destination).waitForClaims(Duration.ZERO).run();
    } catch (QueueMovedException e) {
      // the last kill came when all was done
      assertThat(e).hasMessageContaining("was moved to");
    }
  }

  // ---- what is moved

  /** Fills a source with items in every state that a move meets; what an audit sees of it. */
  private List<String> fill(PqConfig config, int items) throws IOException {
    Path large = Files.write(folder.resolve("large.bin"), bytes(200_000));
    Path small = Files.write(folder.resolve("small.bin"), bytes(5_000));
    try (PersistentQ pq = PersistentQ.connect(config)) {
      for (int batch = 0; batch < items / 1_000; batch++) {
        int first = batch * 1_000;
        pq.putItems(IntStream.range(first, first + 1_000).mapToObj(MoveKillTest::item).toList());
      }
      pq.putItem(NewItem.file(large).queue("files"));
      pq.putItem(NewItem.file(small).queue("files"));
      List<Claim> claims = pq.getItems(GetRequest.one().withMax(900));
      pq.processed(claims.subList(0, 300));
      for (Claim claim : claims.subList(300, 600)) {
        claim.crashed(Failure.because("failed").withRetryIn(Duration.ofDays(1)));
      }
      claims.subList(600, 899).forEach(claim -> claim.crashed(Failure.hopeless("hopeless")));
      claims.get(899).processed("its result");
    }
    return audit(config);
  }

  private static NewItem item(int i) {
    NewItem item = NewItem.of("item " + i).priority(i % 3).header("n", "" + i);
    return i % 5 == 0 ? item.delay(Duration.ofDays(1)) : i % 7 == 0 ? item.key("k" + i) : item;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A line for all that can be seen of each item. */
  private static List<String> audit(PqConfig config) throws IOException {
    List<String> lines = new ArrayList<>();
    try (PersistentQ pq = PersistentQ.connect(config);
        Stream<Item> all = pq.getAllItems()) {
      for (Item item : (Iterable<Item>) all::iterator) {
        List<Crash> crashes = item.submissionCount() == 0 ? List.of() : pq.crashes(item.id());
        lines.add(item + " " + crashes + (item.file() == null ? "" : content(pq, item)));
      }
    }
    return lines;
  }

  private static String content(PersistentQ pq, Item item) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pq.copyContent(item.id(), bytes);
    return " " + bytes.size() + " " + Arrays.hashCode(bytes.toByteArray());
  }
}
