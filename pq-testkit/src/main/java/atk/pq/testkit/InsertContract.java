package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Item;
import atk.pq.ItemFile;
import atk.pq.ItemFilter;
import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.Payload;
import atk.pq.spi.Settlement.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link atk.pq.spi.WriteTx#insert}. */
public abstract class InsertContract extends EngineScene {
  protected InsertContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("inserts items as Unprocessed with submission_count 0, and keeps what was given")
  void insertsUnprocessed() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("trace", "4711");
    headers.put("a", "ünï \"quoted\" \\ \n");
    Insert insert = new Insert(QUEUE, -7, Duration.ZERO, "k", headers, Payload.text("text"));
    Instant[] now = new Instant[1];
    long id =
        write(
            tx -> {
              now[0] = tx.now();
              return tx.insert(List.of(insert)).get(0).id();
            });

    Item item = find(id);
    assertThat(item.id()).isEqualTo(id);
    assertThat(item.queue()).isEqualTo(QUEUE);
    assertThat(item.status()).isEqualTo(Status.UNPROCESSED);
    assertThat(item.text()).isEqualTo("text");
    assertThat(item.file()).isNull();
    assertThat(item.submissionCount()).isZero();
    assertThat(item.priority()).isEqualTo(-7);
    assertThat(item.key()).isEqualTo("k");
    assertThat(item.headers()).isEqualTo(headers);
    assertThat(item.headers().keySet()).containsExactly("trace", "a");
    assertThat(item.createdAt()).isEqualTo(now[0]);
    assertThat(item.updatedAt()).isEqualTo(now[0]);
    assertThat(item.availableAt()).isEqualTo(now[0]);
    assertThat(item.leaseUntil()).isNull();
    assertThat(item.consumer()).isNull();
    assertThat(item.result()).isNull();
  }

  @ParameterizedTest
  @DisplayName("a text comes back exactly as it was put")
  @ValueSource(
      strings = {"", " ", "\0", "a\0b", "ünï", "😀 supplementary", "'; --", "\r\n\t", "%_\\"})
  void textsAreKeptExactly(String text) {
    long id = put(text);

    assertThat(find(id).text()).isEqualTo(text);
    assertThat(claim().item().text()).isEqualTo(text);
  }

  @Test
  @DisplayName("a text of a mebibyte comes back whole")
  void aLargeTextIsKept() {
    String text = "0123456789abcdéf".repeat(64 * 1024);
    long id = put(text);

    assertThat(find(id).text()).isEqualTo(text);
    assertThat(claim().item().text()).isEqualTo(text);
  }

  @Test
  @DisplayName("a file in the row: its description with the item, its bytes with claim and content")
  void anInlineFileIsKept() {
    byte[] bytes = {0, 1, -1, 127, -128, 'x'};
    ItemFile file = new ItemFile("r.csv", bytes.length, "ab".repeat(32), "text/csv", null, 0);
    Payload payload =
        new Payload(
            Payload.Kind.INLINE_FILE, "r.csv", bytes, file, Payload.crc(bytes), bytes.length);
    long id = put(new Insert(QUEUE, 0, Duration.ZERO, null, Map.of(), payload));

    assertThat(find(id).text()).isEqualTo("r.csv");
    assertThat(find(id).file()).isEqualTo(file);
    assertThat(content(id)).hasValueSatisfying(content -> assertThat(content).isEqualTo(bytes));
    Claimed claim = claim();
    assertThat(claim.kind()).isEqualTo(Payload.Kind.INLINE_FILE);
    assertThat(claim.content()).isEqualTo(bytes);
    assertThat(claim.item().file()).isEqualTo(file);
  }

  @ParameterizedTest
  @DisplayName("a file outside the row: only its description")
  @ValueSource(strings = {"STORED_FILE", "REFERENCED_FILE"})
  void anOutsideFileIsDescribed(Payload.Kind kind) {
    String path = kind == Payload.Kind.REFERENCED_FILE ? "/data/in/r.csv" : null;
    long modified = path == null ? 0 : 1_234_567;
    ItemFile file = new ItemFile("r.csv", 1L << 40, "cd".repeat(32), "text/csv", path, modified);
    byte[] name = "r.csv".getBytes(StandardCharsets.UTF_8);
    Payload payload = new Payload(kind, "r.csv", null, file, Payload.crc(name), name.length);
    long id = put(new Insert(QUEUE, 0, Duration.ZERO, null, Map.of(), payload));

    assertThat(find(id).file()).isEqualTo(file);
    Claimed claim = claim();
    assertThat(claim.kind()).isEqualTo(kind);
    assertThat(claim.content()).isNull();
    assertThat(claim.item().file()).isEqualTo(file);
  }

  @Test
  @DisplayName("answers in the order asked; ids rise with the order and are never used again")
  void idsRise() {
    List<Long> first = put(item("a"), item("b"), item("c"));
    settle(claim(), Verdict.PROCESSED);
    write(tx -> tx.purge(ItemFilter.all(), 100));
    List<Long> second = put(item("d"), item("e"));

    assertThat(first).isSorted().doesNotHaveDuplicates();
    assertThat(second).isSorted().doesNotHaveDuplicates();
    assertThat(second.get(0)).as("after all were purged").isGreaterThan(first.get(2));
    assertThat(find(second.get(0)).text()).isEqualTo("d");
    assertThat(find(second.get(1)).text()).isEqualTo("e");
  }

  @Test
  @DisplayName("makes queues that are missing, with the settings of the configuration")
  void makesQueues() {
    put(in("thumbs", item("a")), in("mail", item("b")), in("thumbs", item("c")));

    assertThat(queues())
        .containsExactly(config.newQueueSettings("mail"), config.newQueueSettings("thumbs"));
  }

  @Test
  @DisplayName("leaves the settings of a queue that is there")
  void keepsSettings() {
    var own = config.newQueueSettings(QUEUE).withMaxSubmissions(9).withPaused(true);
    configure(own);
    put("a");

    assertThat(settings(QUEUE)).isEqualTo(own);
  }

  @Test
  @DisplayName("S9: a taken key is not inserted again and answers the id that has it")
  void aKeyIsTakenOnce() {
    Inserted first = write(tx -> tx.insert(List.of(key("k", item("one")))).get(0));
    Inserted again = write(tx -> tx.insert(List.of(key("k", item("two")))).get(0));

    assertThat(first.isNew()).isTrue();
    assertThat(again).isEqualTo(new Inserted(first.id(), false));
    assertThat(claimAllTexts()).containsExactly("one");
  }

  @Test
  @DisplayName("S9: a key repeated within one insert is taken by its first item")
  void aKeyIsTakenOnceInABatch() {
    List<Inserted> answers =
        write(
            tx ->
                tx.insert(
                    List.of(
                        item("a"),
                        key("k", item("b")),
                        item("c"),
                        key("k", item("d")),
                        key("l", item("e")))));

    assertThat(answers).extracting(Inserted::isNew).containsExactly(true, true, true, false, true);
    assertThat(answers.get(3).id()).isEqualTo(answers.get(1).id());
    assertThat(claimAllTexts()).containsExactly("a", "b", "c", "e");
  }

  @Test
  @DisplayName("S9: a key is its queue's own")
  void aKeyIsOfItsQueue() {
    List<Long> ids = put(key("k", item("a")), in("other", key("k", item("b"))));

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(find(ids.get(1)).text()).isEqualTo("b");
  }

  @ParameterizedTest
  @DisplayName("S9: a key stays taken, whatever becomes of its item, until the item is purged")
  @ValueSource(strings = {"UNDER_PROCESS", "CRASHED", "PROCESSED", "MANUAL_INTERVENTION"})
  void aKeyIsFreeAfterThePurge(Status status) {
    Insert keyed = key("k", item("a"));
    long id = put(keyed);
    Claimed claim = claim();
    switch (status) {
      case PROCESSED -> settle(claim, Verdict.PROCESSED);
      case CRASHED -> settle(claim, Verdict.CRASHED);
      case MANUAL_INTERVENTION -> settle(claim, Verdict.HOPELESS);
      default -> assertThat(status).isEqualTo(Status.UNDER_PROCESS);
    }
    assertThat(status(id)).isEqualTo(status);
    assertThat(put(keyed)).isEqualTo(id);

    write(tx -> tx.purge(ItemFilter.all(), 100));
    assertThat(put(keyed)).isNotEqualTo(id);
  }

  @Test
  @DisplayName("keys are compared exactly")
  void keysAreComparedExactly() {
    List<Long> ids = put(key("k", item("a")), key("K", item("b")), key("k ", item("c")));

    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("a delayed item is Unprocessed with availableAt in the future")
  void aDelayedItemIsUnprocessed() {
    long id = put(delay(Duration.ofMinutes(30), item("later")));

    Item item = find(id);
    assertThat(item.status()).isEqualTo(Status.UNPROCESSED);
    assertThat(item.availableAt()).isEqualTo(item.createdAt().plus(Duration.ofMinutes(30)));
    assertThat(claim(1)).isEmpty();
  }

  @Test
  @DisplayName("a batch of a thousand is inserted whole and in order")
  void aLargeBatch() {
    Insert[] items =
        IntStream.range(0, 1000).mapToObj(i -> item("item " + i)).toArray(Insert[]::new);
    List<Long> ids = put(items);

    assertThat(ids).hasSize(1000).isSorted().doesNotHaveDuplicates();
    assertThat(claim(1000))
        .extracting(claimed -> claimed.item().text())
        .containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj(i -> "item " + i).toList());
  }

  @Test
  @DisplayName("an empty list inserts nothing")
  void nothingToInsert() {
    assertThat(put()).isEmpty();
    assertThat(queues()).isEmpty();
  }
}
