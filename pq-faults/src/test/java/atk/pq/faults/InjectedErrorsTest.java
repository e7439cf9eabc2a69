package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System calls of a busy queue that fail, one at a time: strace answers them with an error. */
@Tag("slow")
class InjectedErrorsTest {
  @TempDir Path folder;
  private int unknown;
  private int full;
  private int rounds;

  @BeforeEach
  void straceIsThere() throws InterruptedException {
    try {
      Root.run("strace", "-f", "-qq", "-o", "/dev/null", "true");
    } catch (IOException e) {
      Root.notRun("strace cannot be used: " + e.getMessage());
    }
  }

  @Test
  @DisplayName("S9 S11 a failed flush is never retried: the queue closes, nothing is lost")
  void failedFlushes() throws Exception {
    failing("fdatasync", "EIO", IntStream.of(1, 3, 20));
    assertThat(unknown).as("rounds with an unknown outcome").isEqualTo(rounds);
  }

  @Test
  @DisplayName("S9 S11 a failed flush of SQLite's own, of a log that begins anew: the same")
  void failedFlushesOfSqlite() throws Exception {
    failing("fsync", "EIO", IntStream.of(1));
    assertThat(unknown).as("rounds with an unknown outcome").isEqualTo(rounds);
  }

  @Test
  @DisplayName("S9 S11 failed writes: nothing is lost")
  void failedWrites() throws Exception {
    failing("pwrite64", "EIO", IntStream.of(2, 11, 60));
    assertThat(unknown).as("rounds with an unknown outcome").isPositive();
  }

  @Test
  @DisplayName("S12 writes that find no room: nothing is lost, the queue goes on")
  void writesWithoutRoom() throws Exception {
    failing("pwrite64", "ENOSPC", IntStream.of(2, 11, 60));
    assertThat(unknown).as("rounds with an unknown outcome").isZero();
  }

  @Test
  @Tag("deep")
  @DisplayName("S9 S11 S12 each of the first 200 flushes and writes fails: nothing is lost")
  void everyCallFailsOnce() throws Exception {
    failing("fdatasync", "EIO", IntStream.rangeClosed(1, 200));
    failing("fdatasync", "ENOSPC", IntStream.rangeClosed(1, 200));
    failing("pwrite64", "EIO", IntStream.rangeClosed(1, 200));
    failing("pwrite64", "ENOSPC", IntStream.rangeClosed(1, 200));
  }

  @Test
  @DisplayName("the control: an autocommitted INSERT … RETURNING acknowledges what is lost")
  void theNaiveQueueLoses() throws Exception {
    Path file = folder.resolve("naive.db");
    FaultSql.run(
        file, "PRAGMA journal_mode = WAL", "CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT)");
    try (Child child =
        Child.of(NaiveMain.class, file).under(strace("fsync", "EIO", "5+")).start()) {
      child.awaitEnd();
      long acknowledged = child.acks().stream().filter(ack -> ack.is(Ack.PUT)).count();
      long there = Long.parseLong(FaultSql.ask(file, "SELECT count(*) FROM item"));
      System.out.printf("naive control: %d acknowledged, %d there%n", acknowledged, there);
      assertThat(acknowledged).as("%s", child).isGreaterThan(there);
    }
  }

  private void failing(String call, String error, IntStream when) throws Exception {
    int unknownBefore = unknown;
    int fullBefore = full;
    int roundsBefore = rounds;
    for (int k : when.toArray()) {
      fail(call, error, k);
    }
    System.out.printf(
        "%s %s: %d rounds, %d with an unknown outcome, %d refused as full%n",
        call, error, rounds - roundsBefore, unknown - unknownBefore, full - fullBefore);
  }

  private void fail(String call, String error, int k) throws Exception {
    Path file = folder.resolve(call + error + k + ".db");
    PersistentQ.connect(file.toString()).close();
    Path trace = folder.resolve(call + error + k + ".trace");
    int items = 20 + k; // enough for the call to be reached
    Ledger ledger = Ledger.afterKills();
    List<Ack> acks;
    try (Child child =
        Child.of(MixedMain.class, file, "items=" + items)
            .under(strace(call, error, Integer.toString(k), trace))
            .start()) {
      child.awaitEnd();
      acks = child.acks();
      assertThat(acks).as("%s", child).isNotEmpty();
    }
    rounds++;
    ledger.add(acks);
    ledger.check(file);
    List<Ack> doubtful = acks.stream().filter(ack -> ack.is(Ack.UNKNOWN)).toList();
    if (!doubtful.isEmpty()) {
      unknown++;
      assertThat(acks).as("it closes itself").anyMatch(ack -> ack.is(MixedMain.CLOSED));
      assertThat(after(trace)).as("what it does to the file after the failure").isEmpty();
    }
    full += (int) acks.stream().filter(ack -> ack.is(MixedMain.FULL)).count();
    repeat(file, doubtful);
  }

  /** A put of unknown outcome that has a key is safe to repeat. */
  private static void repeat(Path file, List<Ack> doubtful) {
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      for (Ack ack : doubtful) {
        NewItem again = NewItem.of(Texts.of(ack.what())).key(ack.what());
        long id = pq.putItem(again);
        assertThat(pq.putItem(again)).isEqualTo(id);
        try (Stream<Item> found = pq.find(ItemFilter.all().withKey(ack.what()))) {
          assertThat(found.map(Item::id)).containsExactly(id);
        }
      }
    }
  }

  /** The flushes and writes after the last one that failed (each thread has its k-th call). */
  private static List<String> after(Path trace) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(trace));
    while (lines.stream().anyMatch(line -> line.contains("INJECTED"))) {
      lines.remove(0);
    }
    lines.removeIf(line -> !line.contains("sync(") && !line.contains("pwrite64("));
    return lines;
  }

  private static String[] strace(String call, String error, String when) {
    return strace(call, error, when, Path.of("/dev/null"));
  }

  private static String[] strace(String call, String error, String when, Path trace) {
    return new String[] {
      "strace",
      "-D",
      "-f",
      "-qq",
      "-o",
      trace.toString(),
      "-e",
      "trace=fsync,fdatasync,pwrite64",
      "-e",
      "inject=" + call + ":error=" + error + ":when=" + when
    };
  }
}
