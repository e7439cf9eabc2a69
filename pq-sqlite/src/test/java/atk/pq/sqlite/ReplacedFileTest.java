package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueReplacedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** S20: whoever still has the old file open leaves alone what lies beside the new one. */
@Timeout(60)
class ReplacedFileTest {
  @TempDir private Path folder;

  private Path file;
  private Path other;

  @BeforeEach
  void make() {
    file = folder.resolve("jobs.db");
    other = folder.resolve("other.db");
    try (PersistentQ pq = PersistentQ.connect(other.toString())) {
      pq.putItem("of the other");
    }
  }

  private void replace() throws Exception {
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] beside(String suffix) throws Exception {
    return Files.readAllBytes(folder.resolve("jobs.db" + suffix));
  }

  @Test
  @DisplayName("one that is idle copies nothing of the log, which others may have written by then")
  void idle() throws Exception {
    PersistentQ.connect(file.toString()).close();
    try (SqliteEngine engine = SqliteEngine.open(PqConfig.builder(file.toString()).build())) {
      try (PersistentQ pq = PersistentQ.connect(file.toString())) {
        pq.putItem("before");
      }
      replace();
      byte[] shared = beside("-shm"); // says how much of the log is copied
      assertThatThrownBy(engine::idle).isExactlyInstanceOf(QueueReplacedException.class);
      assertThat(Arrays.equals(beside("-shm"), shared)).isTrue();
      assertThat(engine.isOpen()).isFalse();
    }
  }

  @Test
  @DisplayName("one that waited for its turn meanwhile writes nothing into the log")
  void waiting() throws Exception {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    try (PersistentQ pq = PersistentQ.connect(file.toString())) {
      pq.putItem("before");
      Thread putter = new Thread(() -> refused.set(catchThrowable(() -> pq.putItem("after"))));
      byte[] log;
      try (HeldLock lock = new HeldLock(file)) {
        putter.start();
        while (putter.getState() != Thread.State.TIMED_WAITING) {
          Thread.sleep(1); // until it waits for the file
        }
        replace();
        log = beside("-wal");
      }
      putter.join();
      assertThat(refused.get()).isExactlyInstanceOf(QueueReplacedException.class);
      assertThat(Arrays.equals(beside("-wal"), log)).isTrue();
    }
  }
}
