package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.QueueFullException;
import atk.pq.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** S12: a disk that fills up, and is emptied again. */
class FullDiskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @ParameterizedTest(
      name = "S12 {0} of {1} MiB, filled by the queue: puts are refused, all else goes on",
      quoteTextArguments = false)
  @CsvSource({"TMPFS, 1", "EXT4, 3"})
  void aQueueThatFillsItsDiskGoesOn(SmallDisk kind, int mib) throws Exception {
    try (Mount disk = kind.mount(folder, mib)) {
      Path file = disk.folder().resolve("jobs.db");
      Set<Long> acknowledged = new HashSet<>();
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        assertThat(fill(pq, acknowledged)).isGreaterThan(50);
        goesOn(pq, acknowledged);
        resumesWithRoomOfItsOwn(pq, acknowledged);
      }
      checkKept(file, acknowledged);
    }
  }

  @ParameterizedTest(
      name = "S12 {0} filled to the last byte by others: puts are refused, all else goes on")
  @EnumSource
  void aDiskThatOthersFillIsSurvived(SmallDisk kind) throws Exception {
    try (Mount disk = kind.mount(folder, 16)) {
      Path file = disk.folder().resolve("jobs.db");
      Path other = disk.folder().resolve("other");
      Set<Long> acknowledged = new HashSet<>();
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        for (int i = 0; i < 200; i++) {
          acknowledged.add(pq.putItem(Texts.of("before:" + i)));
        }
        SmallDisk.fillUp(other);
        assertRefused(pq);
        goesOn(pq, acknowledged);
        Files.delete(other);
        resumes(pq, acknowledged);
      }
      checkKept(file, acknowledged);
    }
  }

  @ParameterizedTest(name = "S12 {0} that is full when the queue is opened: ops and consumers work")
  @EnumSource
  void aQueueOnAFullDiskOpens(SmallDisk kind) throws Exception {
    try (Mount disk = kind.mount(folder, 16)) {
      Path file = disk.folder().resolve("jobs.db");
      Path other = disk.folder().resolve("other");
      Set<Long> acknowledged = new HashSet<>();
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        for (int i = 0; i < 200; i++) {
          acknowledged.add(pq.putItem(Texts.of("before:" + i)));
        }
      }
      SmallDisk.fillUp(other);
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        assertRefused(pq);
        goesOn(pq, acknowledged);
        Files.delete(other);
        resumes(pq, acknowledged);
      }
      checkKept(file, acknowledged);
    }
  }

  /** Puts until puts are refused for good, not only until the log is cleared; how many. */
  private static int fill(PersistentQ pq, Set<Long> acknowledged) throws InterruptedException {
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      try {
        acknowledged.add(pq.putItem(Texts.of("fill:" + i)));
        refused = 0;
      } catch (QueueFullException e) {
        Thread.sleep(20);
        if (++refused == 25) {
          return acknowledged.size();
        }
      }
    }
    throw new AssertionError("the disk never became full");
  }

  private static void assertRefused(PersistentQ pq) {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> pq.putItem(Texts.of("refused:1")))
          .isInstanceOf(QueueFullException.class);
    }
  }

  /** Claims, finishes, crashes, retries and purges on the full disk; nothing is lost. */
  private static void goesOn(PersistentQ pq, Set<Long> acknowledged) {
    assertRefused(pq);
    for (int i = 0; i < 40; i++) {
      Claim claim = pq.getItem().orElseThrow();
      assertThat(Texts.isWhole(claim.item().text())).isTrue();
      if (i % 4 == 3) {
        claim.crashed("a failure on a full disk");
      } else {
        claim.processed("a result");
      }
    }
    assertThat(pq.sweep()).isNotNull();
    assertThat(present(pq)).isEqualTo(acknowledged);
    long purged = pq.purge(Duration.ZERO, Status.PROCESSED);
    assertThat(purged).isEqualTo(30);
    acknowledged.retainAll(present(pq));
    assertThat(acknowledged).hasSizeGreaterThan(10);
  }

  /** Once others have made space, puts are accepted again, with nothing else done. */
  private static void resumes(PersistentQ pq, Set<Long> acknowledged) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isAccepted(pq, acknowledged)) {
      assertThat(System.nanoTime()).as("puts are accepted again").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Once enough of its own items are finished and purged, puts are accepted again. */
  private static void resumesWithRoomOfItsOwn(PersistentQ pq, Set<Long> acknowledged) {
    while (!isAccepted(pq, acknowledged)) {
      for (int i = 0; i < 50; i++) {
        pq.getItem().orElseThrow().processed();
      }
      pq.purge(Duration.ZERO, Status.PROCESSED);
      acknowledged.retainAll(present(pq));
    }
  }

  private static boolean isAccepted(PersistentQ pq, Set<Long> acknowledged) {
    try {
      return acknowledged.add(pq.putItem(Texts.of("after:1")));
    } catch (QueueFullException e) {
      return false;
    }
  }

  private static Set<Long> present(PersistentQ pq) {
    try (Stream<Item> all = pq.getAllItems()) {
      return all.peek(item -> assertThat(Texts.isWhole(item.text())).isTrue())
          .map(Item::id)
          .collect(Collectors.toSet());
    }
  }

  private static void checkKept(Path file, Set<Long> acknowledged) throws Exception {
    assertThat(FaultSql.integrity(file)).isEqualTo("ok");
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      assertThat(List.copyOf(present(pq))).containsExactlyInAnyOrderElementsOf(acknowledged);
    }
  }
}
