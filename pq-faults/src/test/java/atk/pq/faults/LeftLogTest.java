package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.CorruptQueueException;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose database is gone: SQLite would play it into whatever is made in its place. */
class LeftLogTest {
  @TempDir Path folder;

  @Test
  @DisplayName("S20 a database that is gone while its log is left: no new one is made beside it")
  void isNotPlayedIntoANewFile() throws IOException {
    Path log = folder.resolve("left.db-wal");
    try (PersistentQ pq = PersistentQ.connect(folder.resolve("jobs.db").toString())) {
      pq.putItems(List.of(NewItem.of("a"), NewItem.of("b")));
      Files.copy(folder.resolve("jobs.db-wal"), log);
    }
    byte[] before = Files.readAllBytes(log);
    assertThat(before).isNotEmpty();
    Path gone = folder.resolve("left.db");
    for (boolean create : new boolean[] {true, false}) {
      PqConfig config = PqConfig.builder(gone.toString()).create(create).build();
      assertThatThrownBy(() -> PersistentQ.connect(config))
          .isExactlyInstanceOf(CorruptQueueException.class)
          .hasMessageContaining("left.db-wal");
    }
    assertThat(gone).doesNotExist();
    assertThat(log).hasBinaryContent(before);
  }
}
