package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.Counts;
import atk.pq.IllegalTransitionException;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.NewItem;
import atk.pq.Page;
import atk.pq.PersistentQ;
import atk.pq.QueueSettings;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.UnknownItemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link atk.pq.OpsConsole} and {@link atk.pq.Manager}. */
public abstract class QueueOpsContract extends QueueScene {
  private static final ItemFilter ALL = ItemFilter.all();

  protected QueueOpsContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  // ---- looking

  @Test
  @DisplayName("S19: getAllItems streams every item in the order of ids, over many pages")
  void allItems() {
    List<Long> ids =
        pq.putItems(IntStream.range(0, 1_234).mapToObj(i -> NewItem.of("" + i)).toList());

    try (Stream<Item> all = pq.getAllItems()) {
      assertThat(all.map(Item::id)).isEqualTo(ids);
    }
  }

  @Test
  @DisplayName("S19: a stream holds nothing open: items come and go while it is used")
  void aStreamHoldsNothing() {
    pq.putItems(IntStream.range(0, 1_000).mapToObj(i -> NewItem.of("" + i)).toList());
    List<Long> seen = new ArrayList<>();
    try (Stream<Item> all = pq.getAllItems()) {
      Iterator<Item> items = all.iterator();
      seen.add(items.next().id());
      pq.purgeEvenUnfinished(ALL.withContaining("99"));
      long late = pq.putItem("late");
      items.forEachRemaining(item -> seen.add(item.id()));
      assertThat(seen).isSorted().doesNotHaveDuplicates().contains(late);
    }
  }

  @Test
  @DisplayName("find and count agree for a filter")
  void findAndCount() {
    pq.putItem(NewItem.of("a red apple").queue("fruit"));
    pq.putItem(NewItem.of("a red car").key("car"));
    processedItem("a red rose");
    ItemFilter red = ALL.withContaining("red").withStatus(Status.UNPROCESSED);

    assertThat(pq.find(red).map(Item::text)).containsExactly("a red apple", "a red car");
    assertThat(pq.count(red)).isEqualTo(2);
    assertThat(pq.find(ALL.withKey("car"))).hasSize(1);
    assertThat(pq.find(ALL.withQueue("fruit"))).hasSize(1);
  }

  @Test
  @DisplayName("a page has 1 to 10,000 items")
  void pageLimits() {
    pq.putItem("a");
    Page page = pq.page(ALL, 0, 10_000);

    assertThat(page.items()).hasSize(1);
    assertThat(page.isLast()).isTrue();
    assertThatThrownBy(() -> pq.page(ALL, 0, 0)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> pq.page(ALL, 0, 10_001)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  @DisplayName("counts of every queue")
  void counts() {
    processedItem("a");
    parkedItem("b");
    pq.putItem("c");
    pq.putItem(NewItem.of("d").queue("other").delay(Duration.ofHours(1)));

    List<Counts> counts = pq.counts();
    assertThat(counts).extracting(Counts::queue).containsExactly("default", "other");
    assertThat(counts.get(0).of(Status.PROCESSED)).isEqualTo(1);
    assertThat(counts.get(0).of(Status.MANUAL_INTERVENTION)).isEqualTo(1);
    assertThat(counts.get(0).of(Status.UNPROCESSED)).isEqualTo(1);
    assertThat(counts.get(0).total()).isEqualTo(3);
    assertThat(counts.get(1).delayed()).isEqualTo(1);
    assertThat(pq.findItem(4711)).isEmpty();
    assertThat(pq.crashes(4711)).isEmpty();
  }

  // ---- retry

  @Test
  @DisplayName("retry: back to the tail with submission_count 0, history kept")
  void retryOne() {
    long id = parkedItem("a");
    pq.putItem("b");
    pq.retry(id);

    assertThat(item(id).status()).isEqualTo(Status.UNPROCESSED);
    assertThat(item(id).submissionCount()).isZero();
    assertThat(pq.crashes(id)).hasSize(1);
    assertThat(pq.getItems(2)).extracting(claim -> claim.item().text()).containsExactly("b", "a");
  }

  @Test
  @DisplayName("retry: only from Manual_intervention; an unknown item is said so")
  void retryOnlyParkedItems() {
    long ready = pq.putItem("a");
    long processed = processedItem("b");
    for (long id : new long[] {ready, processed}) {
      assertThatThrownBy(() -> pq.retry(id))
          .isInstanceOf(IllegalTransitionException.class)
          .hasMessageContaining(status(id).toString());
    }
    assertThatThrownBy(() -> pq.retry(4711)).isInstanceOf(UnknownItemException.class);
  }

  @Test
  @DisplayName("retry by filter: count is the dry run, and only what matches is retried")
  void retryByFilter() {
    for (int i = 0; i < 5; i++) {
      parkedItem("red " + i);
      parkedItem("blue " + i);
    }
    pq.putItem("red but ready");
    ItemFilter red = ALL.withContaining("red");

    assertThat(pq.count(red.withStatus(Status.MANUAL_INTERVENTION))).isEqualTo(5);
    assertThat(pq.count(ALL.withStatus(Status.MANUAL_INTERVENTION))).as("dry").isEqualTo(10);
    assertThat(pq.retry(red)).isEqualTo(5);
    assertThat(pq.retry(red)).isZero();
    assertThat(pq.count(ALL.withStatus(Status.MANUAL_INTERVENTION))).isEqualTo(5);
    assertThatThrownBy(() -> pq.retry(ALL.withStatus(Status.CRASHED)))
        .isInstanceOf(InvalidRequestException.class);
  }

  // ---- purge

  @Test
  @DisplayName("S18: purge removes what is old enough, and returns how many")
  void purgeByAge() {
    long old = processedItem("old");
    fixture.advance(Duration.ofDays(31));
    long fresh = processedItem("fresh");
    long parked = parkedItem("parked");

    ItemFilter doomed = ALL.withStatus(Status.PROCESSED).withOlderThan(Duration.ofDays(30));
    assertThat(pq.count(doomed)).as("the dry run").isEqualTo(1);
    assertThat(pq.purge(Duration.ofDays(30), Status.PROCESSED)).isEqualTo(1);
    assertThat(pq.findItem(old)).isEmpty();
    assertThat(pq.findItem(fresh)).isPresent();
    assertThat(pq.findItem(parked)).isPresent();
  }

  @Test
  @DisplayName("S18: more than one transaction's worth is purged")
  void purgeMany() {
    pq.putItems(IntStream.range(0, 700).mapToObj(i -> NewItem.of("" + i)).toList());
    List<Claim> claims = pq.getItems(700);
    claims.forEach(claim -> pq.updateStatus(claim.id(), Status.PROCESSED));

    assertThat(pq.purge(ALL.withStatus(Status.PROCESSED))).isEqualTo(700);
    assertThat(pq.count(ALL)).isZero();
  }

  @ParameterizedTest
  @DisplayName("S18: other states only with the explicit verb")
  @EnumSource(names = {"UNPROCESSED", "UNDER_PROCESS", "CRASHED"})
  void purgeUnfinished(Status status) {
    long id = pq.putItem("a");
    if (status != Status.UNPROCESSED) {
      pq.updateStatus(id, Status.UNDER_PROCESS);
    }
    if (status == Status.CRASHED) {
      pq.updateStatus(id, Status.CRASHED);
    }

    assertThatThrownBy(() -> pq.purge(Duration.ZERO, status))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> pq.purge(ALL)).isInstanceOf(InvalidRequestException.class);
    assertThat(pq.purgeEvenUnfinished(ALL.withStatus(status))).isEqualTo(1);
    assertThat(pq.findItem(id)).isEmpty();
  }

  @Test
  @DisplayName("S18: the claim of a purged item is lost")
  void purgeAHeldItem() {
    pq.putItem("a");
    Claim claim = get();
    connect().purgeEvenUnfinished(ALL);

    assertThatThrownBy(claim::processed)
        .isInstanceOfAny(UnknownItemException.class, StaleClaimException.class);
  }

  // ---- settings

  @Test
  @DisplayName("pause stops a queue from handing out, for every process; puts and finishes go on")
  void pause() {
    PersistentQ other = connect();
    pq.putItem("a");
    Claim claim = get();
    pq.pause("default");
    long id = pq.putItem("b");

    assertThat(pq.getItem()).isEmpty();
    assertThat(other.getItem()).isEmpty();
    claim.processed();
    assertThat(pq.counts().get(0).paused()).isTrue();
    other.resume("default");
    assertThat(get().id()).isEqualTo(id);
  }

  @Test
  @DisplayName("the settings of a queue: what a new one would get, then what was configured")
  void settings() {
    assertThat(pq.queues()).isEmpty();
    assertThat(pq.settings("default")).isEqualTo(pq.config().newQueueSettings("default"));
    QueueSettings changed =
        pq.settings("default").withMaxSubmissions(1).withLease(Duration.ofHours(2));
    pq.configure(changed);

    assertThat(connect().settings("default")).isEqualTo(changed);
    assertThat(pq.queues()).containsExactly(changed);
    long id = pq.putItem("a");
    get().crashed("once is enough");
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThatThrownBy(() -> pq.pause(" ")).isInstanceOf(InvalidRequestException.class);
  }

  // ---- sweep

  @Test
  @DisplayName("a sweep does all the Manager's duties, however many")
  void sweepAll() {
    pq.putItems(IntStream.range(0, 600).mapToObj(i -> NewItem.of("" + i)).toList());
    pq.getItems(600);
    fixture.advance(LEASE);

    assertThat(pq.sweep().orphaned()).isEqualTo(600);
    fixture.advance(RETRY_DELAY.multipliedBy(2));
    assertThat(pq.sweep()).isEqualTo(new SweepReport(0, 600, 0, 0, 0));
    assertThat(pq.sweep()).isEqualTo(SweepReport.NOTHING);
  }
}
