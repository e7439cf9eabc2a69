package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Insert;
import atk.pq.spi.Outcome;
import atk.pq.spi.Settlement.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link atk.pq.spi.WriteTx#purge}. */
public abstract class PurgeContract extends EngineScene {
  protected PurgeContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  private int purge(ItemFilter filter, int limit) {
    return write(tx -> tx.purge(filter, limit));
  }

  @ParameterizedTest
  @DisplayName("S18: removes the items that match, in any state, and no others")
  @EnumSource(Status.class)
  void oneState(Status doomed) {
    for (Status status : Status.values()) {
      itemThatIs(status);
    }

    assertThat(purge(ItemFilter.all().withStatus(doomed), 100)).isEqualTo(1);

    for (Status status : Status.values()) {
      assertThat(count(status)).as("%s", status).isEqualTo(status == doomed ? 0 : 1);
    }
  }

  @Test
  @DisplayName("S18: only items last touched before the given age")
  void byAge() {
    put(item("old"), item("new"));
    settle(claim(), Verdict.PROCESSED);
    fixture.advance(Duration.ofHours(1));
    settle(claim(), Verdict.PROCESSED);
    fixture.advance(Duration.ofHours(1));
    ItemFilter done = ItemFilter.all().withStatus(Status.PROCESSED);

    assertThat(purge(done.withOlderThan(Duration.ofMinutes(150)), 100)).isZero();
    assertThat(purge(done.withOlderThan(Duration.ofMinutes(90)), 100)).isEqualTo(1);
    assertThat(all(ItemFilter.all(), 10)).extracting(Item::text).containsExactly("new");
    assertThat(purge(done.withOlderThan(Duration.ZERO), 100)).isEqualTo(1);
  }

  @Test
  @DisplayName("by queue, key and text")
  void byQueueKeyAndText() {
    put(
        in("other", item("elsewhere")),
        key("k", item("keyed")),
        item("a red apple"),
        item("a Red rose"));

    assertThat(purge(ItemFilter.all().withQueue("other"), 100)).isEqualTo(1);
    assertThat(purge(ItemFilter.all().withKey("k"), 100)).isEqualTo(1);
    assertThat(purge(ItemFilter.all().withContaining("red"), 100)).isEqualTo(1);
    assertThat(claimAllTexts()).containsExactly("a Red rose");
  }

  @Test
  @DisplayName("S18: at most `limit` at a time; fewer when nothing more matches")
  void theLimit() {
    put(IntStream.range(0, 5).mapToObj(i -> item("" + i)).toArray(Insert[]::new));

    assertThat(purge(ItemFilter.all(), 2)).isEqualTo(2);
    assertThat(purge(ItemFilter.all(), 2)).isEqualTo(2);
    assertThat(purge(ItemFilter.all(), 2)).isEqualTo(1);
    assertThat(purge(ItemFilter.all(), 2)).isZero();
  }

  @Test
  @DisplayName("with crashes and results; the claim of a purged item is gone")
  void withAllThatBelongsToIt() {
    long id = itemThatIs(Status.CRASHED);
    fixture.advance(Duration.ofDays(1));
    Claimed claim = claim();

    assertThat(purge(ItemFilter.all(), 100)).isEqualTo(1);

    assertThat(lookUp(id)).isEmpty();
    assertThat(content(id)).isEmpty();
    assertThat(crashes(id)).isEmpty();
    assertThat(settle(claim, Verdict.PROCESSED)).isEqualTo(Outcome.unknownItem());
    assertThat(nextDue()).isEmpty();
  }

  @Test
  @DisplayName("delayed items are Unprocessed to a filter")
  void delayedItems() {
    put(item("a"), delay(Duration.ofHours(1), item("b")));

    assertThat(purge(ItemFilter.all().withStatus(Status.UNPROCESSED), 100)).isEqualTo(2);
  }

  @Test
  @DisplayName("the queue and its settings stay")
  void theQueueStays() {
    put("a");
    purge(ItemFilter.all(), 100);

    assertThat(queues()).isEqualTo(List.of(config.newQueueSettings(QUEUE)));
  }
}
