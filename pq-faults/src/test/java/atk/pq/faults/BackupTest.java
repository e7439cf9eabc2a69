package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a queue that others are using. */
@Tag("slow")
class BackupTest {
  private static final int ROUNDS_OF_A_FILE = 5;

  @TempDir Path folder;
  private long found;

  @Test
  @DisplayName("5 backups under load hold every item acknowledged before they began")
  void aBackupHoldsWhatWasAcknowledgedBefore() throws Exception {
    backUp(5);
  }

  @Test
  @Tag("deep")
  @DisplayName("100 backups under load hold every item acknowledged before they began")
  void aHundredBackupsHoldWhatWasAcknowledgedBefore() throws Exception {
    backUp(100);
  }

  @Test
  @DisplayName("a backup overwrites nothing")
  void aBackupOverwritesNothing() throws Exception {
    Path there = Files.writeString(folder.resolve("there"), "something else");
    try (PersistentQ pq = PersistentQ.connect(folder.resolve("jobs.db").toString())) {
      assertThatThrownBy(() -> pq.backup(there)).isInstanceOf(InvalidRequestException.class);
    }
    assertThat(there).hasContent("something else");
  }

  private void backUp(int rounds) throws Exception {
    for (int done = 0; done < rounds; done += ROUNDS_OF_A_FILE) {
      backUpOneFile(folder.resolve("jobs" + done + ".db"));
    }
    System.out.printf("backup: %d backups, %d acknowledged items all there%n", rounds, found);
  }

  /**
   * A file grows under its load, and each backup is read whole: so the next rounds get a new one.
   */
  private void backUpOneFile(Path file) throws Exception {
    try (PersistentQ pq = PersistentQ.connect(file.toString());
        Child producer =
            Child.of(ProducerMain.class, file, "threads=4", "queue=kept").start().awaitReady()) {
      producer.await(0, Ack::isAck);
      for (int round = 0; round < ROUNDS_OF_A_FILE; round++) {
        Path copy = folder.resolve("backup" + round + ".db");
        Map<Long, String> before =
            producer.acks().stream()
                .filter(ack -> ack.is(Ack.PUT))
                .collect(Collectors.toMap(Ack::id, Ack::what));
        pq.backup(copy);
        check(copy, before);
        Files.delete(copy);
      }
    }
  }

  /** One file, whole, that opens as a queue and goes on as one: that is how it is restored. */
  private void check(Path copy, Map<Long, String> before) throws Exception {
    assertThat(before).isNotEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      String name = copy.getFileName().toString();
      assertThat(files.filter(one -> one.getFileName().toString().startsWith(name))).hasSize(1);
    }
    Path restored = Files.copy(copy, folder.resolve("restored.db"));
    assertThat(FaultSql.integrity(restored)).isEqualTo("ok");
    PqConfig config = PqConfig.builder(restored.toString()).create(false).build();
    try (PersistentQ pq = PersistentQ.connect(config)) {
      try (Stream<Item> all = pq.getAllItems()) {
        Map<Long, String> there = all.collect(Collectors.toMap(Item::id, Item::text));
        found += before.size();
        before.forEach((id, name) -> assertThat(there).containsEntry(id, Texts.of(name)));
      }
      long id = pq.putItem("after the restore");
      assertThat(before).doesNotContainKey(id);
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path one :
          files.filter(f -> f.getFileName().toString().startsWith("restored")).toList()) {
        Files.delete(one);
      }
    }
  }
}
