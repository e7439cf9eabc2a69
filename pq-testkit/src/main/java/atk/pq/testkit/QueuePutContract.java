package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.ItemTooLargeException;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link atk.pq.Producer}, and what a get makes of it. */
public abstract class QueuePutContract extends QueueScene {
  protected QueuePutContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("put, get, done: the whole life of an item")
  void putGetDone() {
    long id = pq.putItem("/data/in/report-17.csv");
    assertThat(status(id)).isEqualTo(Status.UNPROCESSED);
    assertThat(item(id).submissionCount()).isZero();

    try (Claim claim = get()) {
      assertThat(claim.id()).isEqualTo(id);
      assertThat(claim.item().text()).isEqualTo("/data/in/report-17.csv");
      assertThat(status(id)).isEqualTo(Status.UNDER_PROCESS);
      claim.processed();
    }
    assertThat(status(id)).isEqualTo(Status.PROCESSED);
    assertThat(pq.getItem()).as("nothing when there is no unprocessed item").isEmpty();
  }

  @Test
  @DisplayName("all that was said of an item is kept: queue, priority, delay, key, headers")
  void everythingSaidIsKept() {
    long id =
        pq.putItem(
            NewItem.of("t")
                .queue("thumbs")
                .priority(5)
                .delay(Duration.ofMinutes(10))
                .key("report-17")
                .header("trace", "4711")
                .header("from", "here"));
    Item item = item(id);

    assertThat(item.queue()).isEqualTo("thumbs");
    assertThat(item.priority()).isEqualTo(5);
    assertThat(item.availableAt()).isEqualTo(item.createdAt().plus(Duration.ofMinutes(10)));
    assertThat(item.key()).isEqualTo("report-17");
    assertThat(item.headers()).isEqualTo(Map.of("trace", "4711", "from", "here"));
    assertThat(item.headers().keySet()).containsExactly("trace", "from");
    assertThat(pq.getItem("thumbs")).isEmpty();
    fixture.advance(Duration.ofMinutes(10));
    assertThat(pq.getItem("thumbs")).isPresent();
  }

  @Test
  @DisplayName("S14, S15: priority first, then the order of the puts; delayed ones when due")
  void theOrder() {
    pq.putItem(NewItem.of("delayed").delay(Duration.ofMinutes(1)));
    pq.putItem("a");
    pq.putItem(NewItem.of("urgent").priority(1));
    pq.putItem("b");
    fixture.advance(Duration.ofMinutes(1));

    List<String> texts = new ArrayList<>();
    pq.getItems(10).forEach(claim -> texts.add(claim.item().text()));
    assertThat(texts).containsExactly("urgent", "a", "b", "delayed");
  }

  @Test
  @DisplayName("a batch is put in one transaction and got in one, in order")
  void batches() {
    List<Long> ids =
        pq.putItems(IntStream.range(0, 100).mapToObj(i -> NewItem.of("" + i)).toList());
    assertThat(ids).hasSize(100).isSorted().doesNotHaveDuplicates();

    List<Claim> claims = pq.getItems(60);
    assertThat(claims).extracting(Claim::id).isEqualTo(ids.subList(0, 60));
    assertThat(pq.getItems(60)).extracting(Claim::id).isEqualTo(ids.subList(60, 100));
    assertThat(pq.getItems(60)).isEmpty();
    assertThat(pq.putItems(List.of())).isEmpty();
  }

  @Test
  @DisplayName("a batch with one item that is refused puts nothing")
  void aRefusedBatch() {
    String large = "x".repeat(pq.config().maxItemBytes() + 1);

    assertThatThrownBy(() -> pq.putItems(List.of(NewItem.of("a"), NewItem.of(large))))
        .isInstanceOf(ItemTooLargeException.class);
    assertThat(pq.getAllItems()).isEmpty();
  }

  @Test
  @DisplayName("the longest item is maxItemBytes of UTF-8, and no byte more")
  void theLongestItem() {
    PersistentQ small = connect(config -> config.maxItemBytes(10));

    long id = small.putItem("ü".repeat(5));
    assertThat(item(id).text()).isEqualTo("üüüüü");
    assertThatThrownBy(() -> small.putItem("ü".repeat(5) + "x"))
        .isInstanceOf(ItemTooLargeException.class)
        .hasMessageContaining("11 bytes")
        .hasMessageContaining("10");
  }

  @Test
  @DisplayName("S9: a put with a key is safe to repeat; the repeat returns the first id")
  void aKeyIsIdempotent() {
    long first = pq.putItem(NewItem.of("one").key("k"));
    assertThat(pq.putItem(NewItem.of("two").key("k"))).isEqualTo(first);
    assertThat(connect().putItem(NewItem.of("three").key("k"))).isEqualTo(first);
    assertThat(pq.putItem(NewItem.of("other").key("k").queue("other"))).isNotEqualTo(first);

    get().processed();
    assertThat(pq.putItem(NewItem.of("four").key("k"))).as("after its end").isEqualTo(first);
    assertThat(item(first).text()).isEqualTo("one");
    pq.purge(Duration.ZERO, Status.PROCESSED);
    assertThat(pq.putItem(NewItem.of("five").key("k"))).as("once purged").isNotEqualTo(first);
  }

  @Test
  @DisplayName("S9: many threads that put the same key get the same id")
  void aKeyPutByManyThreads() throws Exception {
    List<Future<Long>> puts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      puts.add(start(() -> pq.putItem(NewItem.of("x").key("k"))));
    }
    List<Long> ids = new ArrayList<>();
    for (Future<Long> put : puts) {
      ids.add(answer(put));
    }

    assertThat(ids).containsOnly(ids.get(0));
    assertThat(pq.getAllItems()).hasSize(1);
  }

  @Test
  @DisplayName("the queue of the configuration is the one of calls that name none")
  void theDefaultQueue() {
    PersistentQ thumbs = connect(config -> config.queue("thumbs"));
    long id = thumbs.putItem("a");

    assertThat(item(id).queue()).isEqualTo("thumbs");
    assertThat(pq.getItem()).as("from the queue \"default\"").isEmpty();
    assertThat(thumbs.getItem()).isPresent();
  }

  @Test
  @DisplayName("S1: threads of two processes that put and get: each item once, none missing")
  void everyItemOnce() throws Exception {
    int perThread = 50;
    PersistentQ other = connect();
    List<Future<List<Long>>> puts = new ArrayList<>();
    List<Future<List<Long>>> gets = new ArrayList<>();
    for (PersistentQ process : List.of(pq, other)) {
      for (int thread = 0; thread < 2; thread++) {
        puts.add(start(() -> put(process, perThread)));
        gets.add(start(() -> getAndFinish(process, perThread)));
      }
    }
    List<Long> put = new ArrayList<>();
    List<Long> got = new ArrayList<>();
    for (int i = 0; i < puts.size(); i++) {
      put.addAll(answer(puts.get(i)));
      got.addAll(answer(gets.get(i)));
    }

    assertThat(got).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(put);
    assertThat(pq.counts().get(0).of(Status.PROCESSED)).isEqualTo(put.size());
  }

  private static List<Long> put(PersistentQ process, int items) {
    return IntStream.range(0, items).mapToObj(i -> process.putItem("" + i)).toList();
  }

  private static List<Long> getAndFinish(PersistentQ process, int items) {
    List<Long> ids = new ArrayList<>();
    while (ids.size() < items) {
      Claim claim =
          process.getItems(GetRequest.one().withWaitUpTo(PATIENCE)).stream()
              .findFirst()
              .orElseThrow();
      claim.processed();
      ids.add(claim.id());
    }
    return ids;
  }
}
