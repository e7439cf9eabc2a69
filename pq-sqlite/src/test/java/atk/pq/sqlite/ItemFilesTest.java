package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.InvalidRequestException;
import atk.pq.ItemFile;
import atk.pq.NewItem;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files through the queue: what is put is what comes out, or nothing does. */
class ItemFilesTest extends FilesFixture {
  // ---- owned

  @Test
  void aSmallFileLiesInItsRow() throws Exception {
    Path source = file("report.csv", bytes(500, 1));
    long id = pq.putItem(NewItem.file(source));
    Files.delete(source);
    assertThat(store).doesNotExist();
    try (Claim claim = pq.getItem().orElseThrow()) {
      assertThat(claim.file()).hasBinaryContent(bytes(500, 1)).hasFileName("report.csv");
      assertThat(claim.item().text()).isEqualTo("report.csv");
      assertThat(claim.item().file())
          .isEqualTo(new ItemFile("report.csv", 500, sha256(bytes(500, 1)), "text/csv", null, 0));
      claim.processed();
    }
    assertThat(pq.findItem(id).orElseThrow().status()).isEqualTo(Status.PROCESSED);
  }

  @Test
  void aLargeFileLiesBesideTheDatabaseAndIsReadOnly() throws Exception {
    Path source = file("big.bin", bytes(LARGE, 2));
    pq.putItem(NewItem.file(source));
    Files.write(source, bytes(10, 3));
    String sha256 = sha256(bytes(LARGE, 2));
    Path content = store.resolve(sha256.substring(0, 2) + "/" + sha256.substring(2, 4));
    assertThat(content.resolve(sha256)).hasBinaryContent(bytes(LARGE, 2));
    try (Claim claim = pq.getItem().orElseThrow()) {
      assertThat(claim.file()).hasBinaryContent(bytes(LARGE, 2));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(claim.file())))
          .isEqualTo("r--------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store)))
          .isEqualTo("rwx------");
      claim.processed();
    }
  }

  @Test
  void whatIsExactly64KiBLiesInItsRowAndOneByteMoreBeside() throws Exception {
    pq.putItem(NewItem.file(file("row", bytes(65_536, 4))));
    assertThat(store).doesNotExist();
    pq.putItem(NewItem.file(file("beside", bytes(65_537, 4))));
    assertThat(contents()).hasSize(1);
    assertThat(process()).containsExactly("row", "beside");
  }

  @Test
  void anEmptyFileIsAFile() throws Exception {
    pq.putItem(NewItem.file(file("empty", new byte[0])));
    try (Claim claim = pq.getItem().orElseThrow()) {
      assertThat(claim.file()).isEmptyFile();
      claim.processed();
    }
  }

  @Test
  void aSecondCallGivesTheSameFileAndSettlingRemovesTheFolder() throws Exception {
    pq.putItem(NewItem.file(file("a", bytes(LARGE, 5))));
    Claim claim = pq.getItem().orElseThrow();
    Path given = claim.file();
    assertThat(claim.file()).isEqualTo(given);
    claim.processed();
    assertThat(given.getParent().getParent()).doesNotExist();
  }

  @Test
  void theSameContentTwiceIsOneContentAndTwoItems() throws Exception {
    pq.putItem(NewItem.file(file("a", bytes(LARGE, 6))));
    pq.putItem(NewItem.file(file("b", bytes(LARGE, 6))));
    assertThat(contents()).hasSize(1);
    assertThat(process()).containsExactly("a", "b");
  }

  @Test
  void theSameFileTwiceIsOneItemWhereItIsKeyedByContent() throws Exception {
    NewItem item = NewItem.file(file("a", bytes(LARGE, 7))).keyedByContent();
    long id = pq.putItem(item);
    assertThat(pq.putItem(item)).isEqualTo(id);
    Files.setLastModifiedTime(folder.resolve("a"), FileTime.fromMillis(1_000));
    assertThat(pq.putItem(item)).as("changed since").isNotEqualTo(id);
  }

  @Test
  void anInterruptedThreadStillPutsAndGetsWholeFiles() throws Exception {
    Thread.currentThread().interrupt();
    pq.putItem(NewItem.file(file("a", bytes(LARGE, 8))));
    Claim claim = pq.getItem().orElseThrow();
    Path given = claim.file();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(given).hasBinaryContent(bytes(LARGE, 8));
    claim.processed();
  }

  // ---- by reference

  @Test
  void aReferenceLeavesTheFileWhereItIs() throws Exception {
    Path source = file("ref.txt", bytes(LARGE, 9));
    pq.putItem(NewItem.reference(source));
    try (Claim claim = pq.getItem().orElseThrow()) {
      assertThat(claim.item().file().path()).isEqualTo(source.toString());
      assertThat(claim.file()).hasBinaryContent(bytes(LARGE, 9)).isNotEqualTo(source);
      claim.processed();
    }
    assertThat(source).hasBinaryContent(bytes(LARGE, 9));
    assertThat(contents()).isEmpty();
  }

  @Test
  void aReferencedFileThatIsGoneIsNeverDelivered() throws Exception {
    Path source = file("ref", bytes(100, 10));
    long id = pq.putItem(NewItem.reference(source));
    pq.putItem("the next one");
    Files.delete(source);
    assertThat(pq.getItem().orElseThrow().item().text()).isEqualTo("the next one");
    assertDamaged(id, "the file is gone: there is no " + source);
  }

  @Test
  void aReferencedFileThatChangedIsNeverDelivered() throws Exception {
    Path longer = file("longer", bytes(100, 11));
    Path other = file("other", bytes(100, 12));
    Path pipe = file("pipe", bytes(100, 13));
    long first = pq.putItem(NewItem.reference(longer));
    long second = pq.putItem(NewItem.reference(other));
    long third = pq.putItem(NewItem.reference(pipe));
    Files.write(longer, bytes(101, 11));
    Files.write(other, bytes(100, 14));
    Files.delete(pipe);
    mkfifo(pipe);
    assertThat(pq.getItem(Duration.ofMillis(1))).isEmpty();
    assertDamaged(first, "has 101 bytes, not 100");
    assertDamaged(second, "another content of the same size");
    assertDamaged(third, "no ordinary file now");
  }

  @Test
  void aReferencedFileThatWasOnlyTouchedIsDelivered() throws Exception {
    Path source = file("ref", bytes(100, 15));
    pq.putItem(NewItem.reference(source));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(100)));
    assertThat(process()).containsExactly("ref");
  }

  @Test
  void aReferenceThatChangesAfterItWasHandedOutIsPutAsideWhenItIsAskedFor() throws Exception {
    Path source = file("ref", bytes(100, 16));
    long id = pq.putItem(NewItem.reference(source));
    Claim claim = pq.getItem().orElseThrow();
    Files.write(source, bytes(90, 16));
    assertThatThrownBy(claim::file).hasMessageContaining("has 90 bytes, not 100");
    assertDamaged(id, "has 90 bytes, not 100");
    assertThatThrownBy(claim::processed).isInstanceOf(StaleClaimException.class);
  }

  // ---- refused

  @Test
  void whatIsNoOrdinaryFileIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file("real", bytes(10, 17)));
    Path pipe = folder.resolve("pipe");
    mkfifo(pipe);
    assertRefused(link, "symbolic link");
    assertRefused(pipe, "no ordinary file");
    assertRefused(folder, "a folder");
    assertRefused(Path.of("/dev/null"), "no ordinary file");
    assertRefused(folder.resolve("absent"), "there is no file");
    assertThatThrownBy(() -> NewItem.file(Path.of("/"))).hasMessageContaining("no file");
    assertThat(pq.getAllItems()).isEmpty();
  }

  private void assertRefused(Path path, String why) {
    for (NewItem item : List.of(NewItem.file(path), NewItem.reference(path))) {
      assertThatThrownBy(() -> pq.putItem(item))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void oneBadFileOfManyMeansThatNoneIsPut() throws Exception {
    NewItem good = NewItem.file(file("good", bytes(LARGE, 18)));
    NewItem bad = NewItem.file(folder.resolve("absent"));
    assertThatThrownBy(() -> pq.putItems(List.of(good, bad)))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(pq.getAllItems()).isEmpty();
    assertThat(temporaries()).isEmpty();
  }

  @Test
  void aTextItemHasNoFile() {
    pq.putItem("text");
    try (Claim claim = pq.getItem().orElseThrow()) {
      assertThatThrownBy(claim::file).isInstanceOf(InvalidRequestException.class);
      claim.processed();
    }
  }

  // ---- damage

  @Test
  void aContentThatIsMissingOrDamagedIsNeverDelivered() throws Exception {
    long missing = pq.putItem(NewItem.file(file("missing", bytes(LARGE, 19))));
    long flipped = pq.putItem(NewItem.file(file("flipped", bytes(LARGE, 20))));
    long whole = pq.putItem(NewItem.file(file("whole", bytes(LARGE, 21))));
    Files.delete(content(bytes(LARGE, 19)));
    byte[] wrong = bytes(LARGE, 20);
    wrong[LARGE / 2] ^= 1;
    Files.delete(content(bytes(LARGE, 20)));
    Files.write(content(bytes(LARGE, 20)), wrong);

    assertThat(pq.checkFiles().missing()).extracting(f -> f.itemId()).containsExactly(missing);
    assertThat(pq.checkFiles().damaged()).extracting(f -> f.itemId()).containsExactly(flipped);
    assertThat(pq.checkFiles().isWhole()).isFalse();
    List<Claim> claims = pq.getItems(GetRequest.one().withMax(10));
    assertThat(claims).extracting(Claim::id).containsExactly(whole);
    assertDamaged(missing, "the content is missing");
    assertDamaged(flipped, "the content is damaged");
  }

  @Test
  void puttingTheSameContentAgainMendsADamagedOne() throws Exception {
    long first = pq.putItem(NewItem.file(file("a", bytes(LARGE, 22))));
    Files.delete(content(bytes(LARGE, 22)));
    assertThat(pq.getItem()).isEmpty();
    pq.putItem(NewItem.file(folder.resolve("a")));
    pq.retry(first);
    assertThat(process()).containsExactlyInAnyOrder("a", "a");
  }

  @Test
  void anOperatorIsNotGivenADamagedItemEither() throws Exception {
    long id = pq.putItem(NewItem.file(file("a", bytes(LARGE, 23))));
    Files.delete(content(bytes(LARGE, 23)));
    assertThatThrownBy(() -> pq.updateStatus(id, Status.UNDER_PROCESS))
        .hasMessageContaining("not handed out");
    assertDamaged(id, "the content is missing");
  }

  @Test
  void aLeaseIsKeptUpWhileFilesAreChecked() throws Exception {
    byte[] large = bytes(40_000_000, 24);
    for (int i = 0; i < 5; i++) {
      pq.putItem(NewItem.file(file("f" + i, large)));
    }
    Duration lease = Duration.ofMillis(60); // far less than it takes to hash 200 MB
    List<Claim> claims = pq.getItems(GetRequest.one().withMax(5).withLease(lease));
    assertThat(claims)
        .hasSize(5)
        .allSatisfy(claim -> assertThat(claim.leaseUntil()).isAfter(claim.item().leaseUntil()));
  }
}
