package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.QueueFullException;
import atk.pq.Status;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S12: a disk that fills up, and is emptied again. */
class FullDiskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  @DisplayName("S12 filled by its own items on 1 MiB: puts are refused, the rest goes on")
  void aQueueThatFillsItsDiskGoesOn() throws Exception {
    Root.isNeeded("a small tmpfs");
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 1_024)) {
      Path file = disk.folder().resolve("jobs.db");
      Set<Long> acknowledged = new HashSet<>();
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        assertThat(fill(pq, acknowledged)).isGreaterThan(50);
        goesOn(pq, acknowledged);
        resumes(pq, acknowledged);
      }
      checkKept(file, acknowledged);
    }
  }

  @Test
  @DisplayName("S12 filled to the last byte by somebody else: puts are refused, the rest goes on")
  void aDiskThatOthersFillIsSurvived() throws Exception {
    Root.isNeeded("a small tmpfs");
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 16 * 1_024)) {
      Path file = disk.folder().resolve("jobs.db");
      Path other = disk.folder().resolve("other");
      Set<Long> acknowledged = new HashSet<>();
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        for (int i = 0; i < 200; i++) {
          acknowledged.add(pq.putItem(Texts.of("before:" + i)));
        }
        fillUp(other);
        assertRefused(pq);
        goesOn(pq, acknowledged);
        Files.delete(other);
        resumes(pq, acknowledged);
      }
      checkKept(file, acknowledged);
    }
  }

  @Test
  @DisplayName("S12 a disk that is full when the queue is opened: ops and consumers work")
  void aQueueOnAFullDiskOpens() throws Exception {
    Root.isNeeded("a small tmpfs");
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 16 * 1_024)) {
      Path file = disk.folder().resolve("jobs.db");
      Path other = disk.folder().resolve("other");
      Set<Long> acknowledged = new HashSet<>();
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        for (int i = 0; i < 200; i++) {
          acknowledged.add(pq.putItem(Texts.of("before:" + i)));
        }
      }
      fillUp(other);
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

  /** Leaves not a byte. */
  private static void fillUp(Path other) throws IOException {
    FileStore store = Files.getFileStore(other.getParent());
    for (int size = 64 * 1_024; size > 0; size /= 2) {
      try {
        while (store.getUsableSpace() > 0) {
          Files.write(other, new byte[size], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
      } catch (IOException e) {
        // no room for a piece of this size
      }
    }
    assertThat(store.getUsableSpace()).isZero();
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

  /** Once there is space, puts are accepted again, with nothing else done. */
  private static void resumes(PersistentQ pq, Set<Long> acknowledged) throws InterruptedException {
    while (pq.getItem().map(FullDiskTest::finish).isPresent()) {
      // makes room inside the file
    }
    pq.purge(Duration.ZERO, Status.PROCESSED);
    acknowledged.retainAll(present(pq));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<Long> id = Optional.empty();
    while (id.isEmpty()) {
      assertThat(System.nanoTime()).as("puts are accepted again").isLessThan(deadline);
      Thread.sleep(20);
      try {
        id = Optional.of(pq.putItem(NewItem.of(Texts.of("after:1"))));
      } catch (QueueFullException e) {
        // not yet
      }
    }
    acknowledged.add(id.get());
  }

  private static Claim finish(Claim claim) {
    claim.processed();
    return claim;
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
