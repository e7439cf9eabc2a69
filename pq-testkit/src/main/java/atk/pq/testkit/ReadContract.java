package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Page;
import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Insert;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link atk.pq.spi.ReadView}. */
public abstract class ReadContract extends EngineScene {
  protected ReadContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  // ---- page and count

  @Test
  @DisplayName("S19: pages in the order of ids, each item once, at most `limit` a page")
  void pages() {
    List<Long> ids =
        put(IntStream.range(0, 10).mapToObj(i -> priority(i, item("" + i))).toArray(Insert[]::new));
    List<Long> seen = new ArrayList<>();
    Page page;
    long after = 0;
    do {
      long from = after;
      page = engine.read(view -> view.page(ItemFilter.all(), from, 3));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
      page.items().forEach(item -> seen.add(item.id()));
      after = page.next();
    } while (!page.isLast());

    assertThat(seen).isEqualTo(ids);
  }

  @Test
  @DisplayName("S19: pages with ids above `after`")
  void after() {
    List<Long> ids = put(item("a"), item("b"), item("c"));
    Page page = engine.read(view -> view.page(ItemFilter.all(), ids.get(0), 10));

    assertThat(page.items()).extracting(Item::id).containsExactly(ids.get(1), ids.get(2));
    Page last = engine.read(view -> view.page(ItemFilter.all(), ids.get(2), 10));
    assertThat(last.items()).isEmpty();
  }

  @Test
  @DisplayName("an empty database is one empty last page")
  void noItems() {
    Page page = engine.read(view -> view.page(ItemFilter.all(), 0, 10));

    assertThat(page.items()).isEmpty();
    assertThat(page.isLast()).isTrue();
  }

  @Test
  @DisplayName("S19: about 4 MiB of payload a page; the rest follows")
  void largePayloads() {
    String text = "x".repeat(1024 * 1024);
    put(IntStream.range(0, 9).mapToObj(i -> item(text)).toArray(Insert[]::new));
    Page page = engine.read(view -> view.page(ItemFilter.all(), 0, 100));

    assertThat(page.items()).hasSizeBetween(1, 6);
    assertThat(page.isLast()).isFalse();
    assertThat(all(ItemFilter.all(), 100)).hasSize(9);
  }

  @Test
  @DisplayName("page and count agree for every filter, alone and together")
  void filters() {
    put(
        item("a red apple"),
        item("a RED rose"),
        key("k", item("keyed")),
        in("other", key("k", item("keyed elsewhere"))),
        delay(Duration.ofHours(1), item("delayed red")));
    fixture.advance(Duration.ofMinutes(30));
    settle(claim(), Verdict.PROCESSED);
    ItemFilter all = ItemFilter.all();

    assertMatches(all, "a red apple", "a RED rose", "keyed", "keyed elsewhere", "delayed red");
    assertMatches(all.withQueue(QUEUE), "a red apple", "a RED rose", "keyed", "delayed red");
    assertMatches(all.withQueue("other"), "keyed elsewhere");
    assertMatches(all.withQueue("nowhere"));
    assertMatches(all.withStatus(Status.PROCESSED), "a red apple");
    assertMatches(
        all.withStatus(Status.UNPROCESSED),
        "a RED rose",
        "keyed",
        "keyed elsewhere",
        "delayed red");
    assertMatches(all.withKey("k"), "keyed", "keyed elsewhere");
    assertMatches(all.withKey("k").withQueue(QUEUE), "keyed");
    assertMatches(all.withKey("K"));
    assertMatches(all.withContaining("red"), "a red apple", "delayed red");
    assertMatches(all.withContaining("red").withStatus(Status.UNPROCESSED), "delayed red");
    assertMatches(
        all.withOlderThan(Duration.ofMinutes(20)),
        "a RED rose",
        "keyed",
        "keyed elsewhere",
        "delayed red");
    assertMatches(all.withOlderThan(Duration.ofHours(1)));
  }

  @Test
  @DisplayName("the text of a filter is no pattern")
  void noPatterns() {
    put(item("100 %"), item("a_b"), item("axb"), item("it's [x] *?\\"));
    ItemFilter all = ItemFilter.all();

    assertMatches(all.withContaining("%"), "100 %");
    assertMatches(all.withContaining("a_b"), "a_b");
    assertMatches(all.withContaining("[x] *?\\"), "it's [x] *?\\");
    assertMatches(all.withContaining("'"), "it's [x] *?\\");
  }

  private void assertMatches(ItemFilter filter, String... texts) {
    for (int limit : new int[] {1, 2, 100}) {
      assertThat(all(filter, limit)).as("%s", filter).extracting(Item::text).containsExactly(texts);
    }
    assertThat(count(filter)).as("%s", filter).isEqualTo(texts.length);
  }

  // ---- one item

  @Test
  @DisplayName("an item that is not there is not found, has no content and no crashes")
  void notFound() {
    assertThat(lookUp(4711)).isEmpty();
    assertThat(content(4711)).isEmpty();
    assertThat(crashes(4711)).isEmpty();
  }

  @Test
  @DisplayName("find, page and claim show the same item")
  void theSameEverywhere() {
    for (Status status : Status.values()) {
      itemThatIs(status);
    }
    assertThat(all(ItemFilter.all(), 100))
        .hasSize(Status.values().length)
        .allSatisfy(item -> assertThat(find(item.id())).isEqualTo(item));
  }

  @Test
  @DisplayName("S6: the crashes of an item, oldest first, of that item only")
  void crashesOldestFirst() {
    long id = put("a");
    put("other");
    settle(new Settlement(id, claim().token(), Verdict.CRASHED, "1", Duration.ZERO));
    settle(claim(), Verdict.HOPELESS);
    fixture.advance(Duration.ofSeconds(1));
    settle(new Settlement(id, claim().token(), Verdict.HOPELESS, "2", null));

    List<Crash> crashes = crashes(id);
    assertThat(crashes).extracting(Crash::reason).containsExactly("1", "2");
    assertThat(crashes).extracting(Crash::itemId).containsOnly(id);
  }

  // ---- counts

  @Test
  @DisplayName("counts of every queue by name; every state is a key, delayed ones apart")
  void countsOfEveryQueue() {
    for (Status status : Status.values()) {
      itemThatIs(status);
    }
    put(delay(Duration.ofHours(1), item("delayed")));
    configure(config.newQueueSettings("empty").withPaused(true));

    List<Counts> counts = counts();
    assertThat(counts).extracting(Counts::queue).containsExactly("empty", QUEUE);
    Counts empty = counts.get(0);
    assertThat(empty.byStatus()).containsOnlyKeys(Status.values());
    assertThat(empty.total()).isZero();
    assertThat(empty.paused()).isTrue();
    assertThat(empty.oldestWaiting()).isNull();
    Counts jobs = counts.get(1);
    assertThat(jobs.paused()).isFalse();
    assertThat(jobs.byStatus()).containsOnlyKeys(Status.values());
    assertThat(jobs.of(Status.UNPROCESSED)).isEqualTo(2);
    assertThat(jobs.delayed()).isEqualTo(1);
    for (Status status : Status.values()) {
      assertThat(jobs.of(status)).as("%s", status).isEqualTo(count(status));
    }
  }

  @Test
  @DisplayName("counts: what has come due is no longer delayed, although nobody promoted it yet")
  void dueItemsAreNotDelayed() {
    put(delay(Duration.ofMinutes(1), item("a")));
    fixture.advance(Duration.ofMinutes(1));

    Counts counts = counts().get(0);
    assertThat(counts.of(Status.UNPROCESSED)).isEqualTo(1);
    assertThat(counts.delayed()).isZero();
  }

  @Test
  @DisplayName("counts: the oldest that waits is neither delayed nor handed out")
  void oldestWaiting() {
    put("handed out");
    claim();
    put(delay(Duration.ofHours(5), item("delayed")));
    fixture.advance(Duration.ofMinutes(1));
    long waiting = put("waiting");
    fixture.advance(Duration.ofMinutes(1));
    put(priority(9, item("newer, but first in line")));

    Counts counts = counts().get(0);
    assertThat(counts.oldestWaiting()).isEqualTo(find(waiting).createdAt());
  }

  // ---- nextDue

  @Test
  @DisplayName("nextDue: empty where nothing is to come")
  void nothingIsDue() {
    put(item("ready"), item("processed"), item("parked"));
    settle(claim(), Verdict.PROCESSED);
    settle(claim(), Verdict.HOPELESS);

    assertThat(nextDue()).isEmpty();
  }

  @Test
  @DisplayName("nextDue: the earliest of delays, rests and leases")
  void nextDueIsTheEarliest() {
    long delayed = put(delay(Duration.ofHours(3), item("delayed")));
    assertThat(nextDue()).contains(find(delayed).availableAt());

    long crashed = put("crashed");
    Claimed claim = claim();
    settle(new Settlement(crashed, claim.token(), Verdict.CRASHED, null, Duration.ofHours(2)));
    assertThat(nextDue()).contains(find(crashed).availableAt());

    put("held");
    Item held = claim(QUEUE, 1, Duration.ofHours(1)).get(0).item();
    assertThat(nextDue()).contains(held.leaseUntil());
  }

  @Test
  @DisplayName("nextDue may lie in the past, and is gone once the work is done")
  void nextDueInThePast() {
    long id = put(delay(Duration.ofMinutes(1), item("a")));
    fixture.advance(Duration.ofHours(1));
    assertThat(nextDue()).contains(find(id).availableAt());
    sweep();

    assertThat(nextDue()).isEmpty();
  }

  // ---- content

  @Test
  @DisplayName("content: of a text item nothing, or its UTF-8")
  void contentOfAText() {
    long id = put("ünï");
    engine
        .read(view -> view.content(id))
        .ifPresent(bytes -> assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("ünï"));
    assertThat(find(id).text()).isEqualTo("ünï");
  }
}
