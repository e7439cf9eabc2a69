package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.NewItem;
import atk.pq.NewerSchemaException;
import atk.pq.PersistentQ;
import atk.pq.sqlite.NextRelease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S24: upgrades that are killed. The next schema is the tests' own ({@link NextRelease}). */
@Tag("slow")
class MigrationTest {
  private static final int ITEMS = 20_000;

  @TempDir Path folder;

  @Test
  @DisplayName("S24 10 upgrades killed at random: old or new, never between")
  void tenKilledUpgradesAreOldOrNew() throws Exception {
    upgrade(10);
  }

  @Test
  @Tag("deep")
  @DisplayName("S24 200 upgrades killed at random: old or new, never between")
  void twoHundredKilledUpgradesAreOldOrNew() throws Exception {
    upgrade(200);
  }

  private void upgrade(int rounds) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path old = folder.resolve("old.db");
    try (PersistentQ pq = PersistentQ.connect(old.toString())) {
      for (int i = 0; i < ITEMS; i += 1_000) {
        pq.putItems(
            IntStream.range(i, i + 1_000).mapToObj(n -> NewItem.of(Texts.of("m:" + n))).toList());
      }
    }
    long usual = upgradeUndisturbed(old);
    int upgraded = 0;
    for (int round = 0; round < rounds; round++) {
      Path file = copy(old);
      try (Child child = migrate(file)) {
        TimeUnit.NANOSECONDS.sleep((long) (usual * 1.3 * random.nextDouble()));
        child.kill();
        upgraded += check(file, child) ? 1 : 0;
      }
    }
    System.out.printf(
        "migration: seed %d, %d killed, %d old and %d new%n",
        seed, rounds, rounds - upgraded, upgraded);
  }

  /** How long it takes when it is left alone. */
  private long upgradeUndisturbed(Path old) throws Exception {
    Path file = copy(old);
    try (Child child = migrate(file)) {
      long began = System.nanoTime();
      child.await(0, Ack::isAck);
      long took = System.nanoTime() - began;
      child.awaitSuccess(Duration.ofMinutes(1));
      assertThat(check(file, child)).as("an upgrade that is left alone").isTrue();
      return took;
    }
  }

  private Path copy(Path old) throws Exception {
    Path file = folder.resolve("jobs.db");
    delete(file);
    return Files.copy(old, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Child migrate(Path file) {
    return Child.of(MigrateMain.class, file).start().awaitReady();
  }

  /** Whether it is new; fails unless it is the one or the other in every part. */
  private boolean check(Path file, Child child) throws Exception {
    boolean isNew = FaultSql.ask(file, "PRAGMA user_version").equals("2");
    assertThat(FaultSql.integrity(file)).isEqualTo("ok");
    assertThat(FaultSql.ask(file, "SELECT max(version) FROM pq_schema"))
        .isEqualTo(isNew ? "2" : "1");
    assertThat(FaultSql.ask(file, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'pq_test%'"))
        .isEqualTo(isNew ? "2" : "0");
    assertThat(
            FaultSql.ask(file, "SELECT count(*) FROM pq_item WHERE priority = " + (isNew ? 1 : 0)))
        .isEqualTo(Integer.toString(ITEMS));
    assertThat(isNew || child.acks().isEmpty()).as("acknowledged, so new").isTrue();
    if (isNew) {
      assertThatThrownBy(() -> PersistentQ.connect(file.toString()))
          .as("an older release refuses it")
          .isInstanceOf(NewerSchemaException.class);
    } else {
      PersistentQ.connect(file.toString()).close();
    }
    return isNew;
  }

  private static void delete(Path file) throws Exception {
    for (String suffix : List.of("", "-wal", "-shm", "-wake", "-reserve")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }
}
