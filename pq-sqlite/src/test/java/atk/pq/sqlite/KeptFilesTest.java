package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.testkit.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * S24: files that older releases wrote. There is one for each version of the schema; a version that
 * has none fails, and the file it lacks is written to {@code target/kept}.
 */
class KeptFilesTest {
  @TempDir Path folder;
  private final SettableClock clock = new SettableClock();

  static Stream<String> versions() {
    return SqliteSchema.VERSIONS.stream().map(file -> file.substring(0, file.indexOf("__")));
  }

  @ParameterizedTest(name = "S24 all in a file of schema {0} is there, and can be processed")
  @MethodSource("versions")
  void allIsThereAndCanBeProcessed(String version) throws Exception {
    KeptFile kept = kept(version);
    try (PersistentQ pq = PersistentQ.connect(kept.config(clock))) {
      assertThat(KeptFile.describe(pq)).isEqualTo(kept.description());
      assertThat(statuses(pq)).containsOnly(Status.values());
      assertThat(ask(kept, "PRAGMA user_version"))
          .isEqualTo(Integer.toString(SqliteSchema.VERSIONS.size()));
      assertThat(ask(kept, "PRAGMA integrity_check")).isEqualTo("ok");
      processAll(pq);
    }
  }

  @Test
  @DisplayName("the recipe still writes what was kept of the newest schema")
  void theRecipeWritesWhatIsKept() throws Exception {
    String newest = versions().reduce((first, second) -> second).orElseThrow();
    assertThat(KeptFile.write(folder).description()).isEqualTo(kept(newest).description());
  }

  @Test
  @DisplayName("the control: what is lost or changed is found")
  void theControlFindsWhatIsChanged() throws Exception {
    for (String change :
        List.of(
            "DELETE FROM pq_crash WHERE id = 1",
            "UPDATE pq_item SET updated_at = updated_at + 1 WHERE id = 2",
            "UPDATE pq_result SET result = 'another'",
            "UPDATE pq_queue SET max_submissions = 9 WHERE name = 'waiting'")) {
      KeptFile kept = kept("V001");
      try (Connection connection = connect(kept);
          Statement statement = connection.createStatement()) {
        assertThat(statement.executeUpdate(change)).as(change).isPositive();
      }
      try (PersistentQ pq = PersistentQ.connect(kept.config(clock))) {
        assertThat(KeptFile.describe(pq)).as(change).isNotEqualTo(kept.description());
      }
    }
  }

  private KeptFile kept(String version) throws IOException {
    String name = version + ".zip";
    try (InputStream packed = KeptFilesTest.class.getResourceAsStream("kept/" + name)) {
      if (packed != null) {
        return KeptFile.unpack(packed, Files.createTempDirectory(folder, version));
      }
    }
    Path written = Path.of("target", "kept", name);
    KeptFile.write(Files.createTempDirectory(folder, "new")).pack(written);
    return fail(
        "schema %s has no kept file. %s was written: look at its description, put it into"
                .formatted(version, written)
            + " src/test/resources/atk/pq/sqlite/kept before the release, and never change it"
            + " again");
  }

  /** Everything that waits, rests, is late or was given up is handed out, finished and purged. */
  private void processAll(PersistentQ pq) throws IOException {
    List<Item> before = KeptFile.items(pq);
    pq.resume("paused");
    assertThat(pq.retry(ItemFilter.all().withStatus(Status.MANUAL_INTERVENTION))).isPositive();
    for (int round = 0; round < 3; round++) {
      clock.advance(Duration.ofHours(2));
      pq.sweep();
      for (QueueSettings queue : pq.queues()) {
        for (Claim claim : pq.getItems(GetRequest.from(queue.queue()).withMax(100))) {
          if (claim.item().file() != null) {
            assertThat(claim.file()).hasSize(claim.item().file().size());
          }
          claim.processed();
        }
      }
    }
    assertThat(statuses(pq)).containsOnly(Status.PROCESSED);
    assertThat(pq.purge(Duration.ZERO, Status.PROCESSED)).isEqualTo(before.size());
    assertThat(pq.putItem(NewItem.of("new").queue("waiting").key("a key")))
        .as("its key is free, its id is new")
        .isGreaterThan(before.get(before.size() - 1).id());
  }

  private static List<Status> statuses(PersistentQ pq) {
    return KeptFile.items(pq).stream().map(Item::status).toList();
  }

  private static String ask(KeptFile kept, String query) throws SQLException {
    try (Connection connection = connect(kept);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.getString(1);
    }
  }

  private static Connection connect(KeptFile kept) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + kept.database());
  }
}
