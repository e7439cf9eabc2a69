package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.UnknownItemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What consumers leave, names, contents by id, and the sweep of contents. */
class FileOutputsTest extends FilesFixture {
  // ---- outputs

  @Test
  void outputsBecomeItemsOfTheNextQueueWithTheEndOfTheirInput() throws Exception {
    pq.putItem("text items may have outputs too");
    Claim claim = pq.getItem().orElseThrow();
    Path out = claim.outputs("next");
    assertThat(claim.outputs("next")).isEqualTo(out);
    Files.write(out.resolve("b"), bytes(LARGE, 25));
    Files.write(out.resolve("a"), bytes(10, 26));
    Files.write(claim.outputs("other").resolve("c"), bytes(10, 27));
    assertThat(pq.getItem("next")).isEmpty();
    List<Long> ids = claim.processed("done", List.of(NewItem.of("said").queue("next")));
    assertThat(ids).hasSize(4);
    assertThat(process("next")).containsExactly("said", "a", "b");
    assertThat(process("other")).containsExactly("c");
    assertThat(out).doesNotExist();
  }

  @Test
  void outputsThatAreNoFilesAreRefusedAndTheClaimIsStillHeld() throws Exception {
    pq.putItem("x");
    Claim claim = pq.getItem().orElseThrow();
    Path secret = Files.createDirectory(claim.outputs("next").resolve("folder"));
    assertThatThrownBy(claim::processed).hasMessageContaining("hold something else than files");
    Files.delete(secret);
    Files.createSymbolicLink(secret, Path.of("/etc/passwd"));
    assertThatThrownBy(claim::processed).hasMessageContaining("hold something else than files");
    Files.delete(secret);
    claim.processed();
    assertThat(pq.getItem("next")).isEmpty();
  }

  @Test
  void outputsOfACrashOrALostClaimAreDiscarded() throws Exception {
    long id = pq.putItem("x");
    Claim crashed = pq.getItem().orElseThrow();
    Files.write(crashed.outputs("next").resolve("a"), bytes(10, 28));
    crashed.crashed(atk.pq.Failure.because("no").withRetryIn(Duration.ZERO));
    Claim lost = pq.getItem(Duration.ofSeconds(30)).orElseThrow();
    Path out = lost.outputs("next");
    Files.write(out.resolve("b"), bytes(LARGE, 29));
    try (PersistentQ other = PersistentQ.connect(db.toString())) {
      other.updateStatus(id, Status.CRASHED);
    }
    assertThatThrownBy(lost::processed).isInstanceOf(StaleClaimException.class);
    assertThat(pq.getItem("next")).isEmpty();
    assertThat(out).doesNotExist();
  }

  @Test
  void aWorkersHandlerLeavesOutputsByReturning() throws Exception {
    pq.putItem("x");
    try (var worker =
        pq.worker(c -> Files.write(c.outputs("next").resolve("y"), bytes(5, 30)))
            .untilEmpty(true)
            .start()) {
      assertThat(worker.awaitStop(Duration.ofSeconds(60))).isTrue();
    }
    assertThat(process("next")).containsExactly("y");
  }

  // ---- names

  @Test
  void aNameIsDataAndPathsStayInTheirFolder() throws Exception {
    List<String> names =
        List.of(
            "..",
            "-rf",
            "a b",
            "x\ny",
            "{}",
            "'\"`",
            "$(touch X)",
            "; touch X",
            ".hidden",
            "n".repeat(255),
            "ü.txt",
            "%s%n",
            "a\\b");
    for (String name : names) {
      Path source = name.equals("..") ? file("..x", bytes(3, 31)) : file(name, bytes(3, 31));
      pq.putItem(NewItem.file(source));
    }
    for (String name : names) {
      try (Claim claim = pq.getItem().orElseThrow()) {
        String expected = name.equals("..") ? "..x" : name;
        assertThat(claim.item().text()).isEqualTo(expected);
        assertThat(claim.item().file().name()).isEqualTo(expected);
        assertThat(claim.file().toRealPath()).startsWith(store.toRealPath());
        assertThat(claim.file().getFileName().toString()).matches("[A-Za-z0-9_][A-Za-z0-9._-]*");
        claim.processed();
      }
    }
  }

  // ---- content by id, sweep

  @Test
  void contentCanBeReadByIdAndIsCheckedThen() throws Exception {
    long text = pq.putItem("text ü");
    long inline = pq.putItem(NewItem.file(file("a", bytes(10, 32))));
    long stored = pq.putItem(NewItem.file(file("b", bytes(LARGE, 33))));
    long reference = pq.putItem(NewItem.reference(folder.resolve("b")));
    assertThat(read(text)).isEqualTo("text ü".getBytes(StandardCharsets.UTF_8));
    assertThat(read(inline)).isEqualTo(bytes(10, 32));
    assertThat(read(stored)).isEqualTo(bytes(LARGE, 33));
    assertThat(read(reference)).isEqualTo(bytes(LARGE, 33));
    Files.write(folder.resolve("b"), bytes(1, 34));
    assertThatThrownBy(() -> read(reference)).hasMessageContaining("has 1 bytes");
    assertThatThrownBy(() -> read(999)).isInstanceOf(UnknownItemException.class);
  }

  @Test
  void aSweepRemovesOnlyContentsThatAreOldAndThatNobodyRefersTo() throws Exception {
    long kept = pq.putItem(NewItem.file(file("kept", bytes(LARGE, 35))));
    pq.putItem(NewItem.file(file("gone", bytes(LARGE, 36))));
    pq.putItem(NewItem.file(file("young", bytes(LARGE, 37))));
    purgeAllBut(kept);
    assertThat(pq.checkFiles().unreferenced()).hasSize(2);
    age(content(bytes(LARGE, 35)));
    age(content(bytes(LARGE, 36)));
    pq.sweep();
    assertThat(contents())
        .containsExactlyInAnyOrder(content(bytes(LARGE, 35)), content(bytes(LARGE, 37)));
    assertThat(pq.sweepFiles(Duration.ZERO)).isEqualTo(1);
    assertThat(process()).containsExactly("kept");
  }

  @Test
  void aSweepLeavesWhatAConsumerHolds() throws Exception {
    long id = pq.putItem(NewItem.file(file("held", bytes(LARGE, 38))));
    Claim claim = pq.getItem().orElseThrow();
    Path given = claim.file();
    pq.purgeEvenUnfinished(atk.pq.ItemFilter.all());
    age(content(bytes(LARGE, 38)));
    assertThat(pq.sweepFiles(Duration.ofHours(1))).isZero();
    assertThat(given).hasBinaryContent(bytes(LARGE, 38));
    assertThatThrownBy(claim::processed).isInstanceOf(UnknownItemException.class);
    assertThat(pq.sweepFiles(Duration.ofHours(1))).isEqualTo(1);
    assertThat(pq.findItem(id)).isEmpty();
  }

  @Test
  void aContentThatASweepLeftAsideIsBroughtBackByItsReader() throws Exception {
    pq.putItem(NewItem.file(file("a", bytes(LARGE, 39))));
    Path aside = Files.createDirectories(store.resolve("aside"));
    Path content = content(bytes(LARGE, 39));
    Files.move(content, aside.resolve(content.getFileName() + ".someone-was-killed-here"));
    assertThat(process()).containsExactly("a");
    assertThat(aside).isEmptyDirectory();
  }
}
