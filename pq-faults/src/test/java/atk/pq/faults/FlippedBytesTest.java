package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Finding;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqException;
import atk.pq.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S13: rotten bytes. */
class FlippedBytesTest {
  private static final int PAGE = 4_096;
  private static final int ITEMS = 40;

  @TempDir Path folder;
  private int noticed;

  @Test
  @DisplayName("S13 a byte in 61 of a page of items flipped: no changed payload is delivered")
  void someFlippedBytesOfAPageDeliverNothingChanged() throws Exception {
    flip(61);
  }

  @Test
  @Tag("deep")
  @DisplayName("S13 every byte of a page of items flipped: no changed payload is delivered")
  void everyFlippedByteOfAPageDeliversNothingChanged() throws Exception {
    flip(1);
  }

  @Test
  @DisplayName("S13 a text that has become a file without a description is put aside")
  void anItemThatDoesNotFitItsKindIsNotDelivered() throws Exception {
    Path file = folder.resolve("kind.db");
    PqConfig config = PqConfig.builder(file.toString()).build();
    try (PersistentQ pq = PersistentQ.connect(config)) {
      pq.putItem("a text");
      pq.putItem("another");
    }
    FaultSql.run(file, "UPDATE pq_item SET kind = 11 WHERE id = 1");
    assertThat(PersistentQ.examine(config, false))
        .extracting(Finding::kind)
        .contains(Finding.Kind.DAMAGED_PAYLOAD);
    try (PersistentQ pq = PersistentQ.connect(config)) {
      assertThat(pq.getItems(2)).extracting(Claim::id).containsExactly(2L);
      assertThat(pq.findItem(1).orElseThrow().status()).isEqualTo(Status.MANUAL_INTERVENTION);
      assertThat(pq.crashes(1)).extracting(Crash::cause).containsExactly(CrashCause.DAMAGED);
    }
  }

  private void flip(int step) throws Exception {
    Path good = folder.resolve("good.db");
    try (PersistentQ pq = PersistentQ.connect(good.toString())) {
      pq.putItems(
          IntStream.range(0, ITEMS).mapToObj(i -> NewItem.of(Texts.of("item:" + i))).toList());
    }
    byte[] whole = Files.readAllBytes(good);
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    int page = text.indexOf("item:20|") / PAGE * PAGE;
    int flips = 0;
    int payload = 0;
    for (int at = page; at < page + PAGE; at += step) {
      byte[] rotten = whole.clone();
      rotten[at] ^= (byte) (1 << (at % 8));
      boolean isPayload = isInsideAPayload(text, at);
      int before = noticed;
      deliver(Files.write(folder.resolve("rotten.db"), rotten));
      flips++;
      payload += isPayload ? 1 : 0;
      assertThat(!isPayload || noticed > before).as("payload byte %d is noticed", at).isTrue();
    }
    System.out.printf(
        "flipped bytes: %d, of them %d of payloads; %d noticed%n", flips, payload, noticed);
    assertThat(payload).isPositive();
  }

  /** Behind the name and within the filler, which runs on to the next row. */
  private static boolean isInsideAPayload(String text, int at) {
    int start = text.lastIndexOf("item:", at);
    int bar = start < 0 ? -1 : text.indexOf('|', start);
    if (bar < 0 || bar >= at) {
      return false;
    }
    String name = text.substring(start, bar);
    return at < start + Texts.of(name).length() && text.startsWith(Texts.of(name), start);
  }

  /** Gets and finishes all that is handed out. */
  private void deliver(Path rotten) throws Exception {
    PqConfig config = PqConfig.builder(rotten.toString()).create(false).build();
    try (PersistentQ pq = PersistentQ.connect(config)) {
      List<Claim> claims = pq.getItems(ITEMS);
      for (Claim claim : claims) {
        assertThat(Texts.isWhole(claim.item().text())).as("%s", claim.item()).isTrue();
      }
      noticed += claims.size() < ITEMS ? 1 : 0;
      try (Stream<Item> all = pq.getAllItems()) {
        assertThat(all.count()).as("never a silent new queue").isPositive();
      }
    } catch (PqException e) {
      noticed++;
    } finally {
      for (String suffix : List.of("", "-wal", "-shm", "-wake", "-reserve")) {
        Files.deleteIfExists(folder.resolve("rotten.db" + suffix));
      }
    }
  }
}
