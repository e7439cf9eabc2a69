package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Insert;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The order in which {@link atk.pq.spi.WriteTx#claim} hands out. */
public abstract class OrderContract extends EngineScene {
  protected OrderContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("S14: first put, first handed out")
  void byPosition() {
    put("a");
    put(item("b"), item("c"));
    put("d");

    assertThat(claimAllTexts()).containsExactly("a", "b", "c", "d");
  }

  @Test
  @DisplayName("S14: higher priority first, then position; negative ones last")
  void byPriority() {
    put(
        item("zero"),
        priority(-1, item("low")),
        priority(5, item("high")),
        priority(Integer.MIN_VALUE, item("lowest")),
        item("zero too"),
        priority(5, item("high too")),
        priority(Integer.MAX_VALUE, item("highest")));

    assertThat(claimAllTexts())
        .containsExactly("highest", "high", "high too", "zero", "zero too", "low", "lowest");
  }

  @Test
  @DisplayName("S14: a claim of many is in the same order")
  void aBatchIsInOrder() {
    put(item("c"), priority(1, item("a")), item("d"), priority(1, item("b")));

    assertThat(claim(10))
        .extracting(claim -> claim.item().text())
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  @DisplayName("S14: a hundred puts of random priorities come in order")
  void randomPriorities() {
    Random random = new Random(7);
    List<Insert> items =
        Stream.generate(() -> priority(random.nextInt(5) - 2, item("x"))).limit(100).toList();
    List<Long> ids = put(items.toArray(Insert[]::new));
    List<Long> expected = new ArrayList<>();
    for (int priority = 2; priority >= -2; priority--) {
      for (int i = 0; i < items.size(); i++) {
        if (items.get(i).priority() == priority) {
          expected.add(ids.get(i));
        }
      }
    }

    List<Long> handedOut = new ArrayList<>();
    for (List<Claimed> some = claim(7); !some.isEmpty(); some = claim(7)) {
      some.forEach(claim -> handedOut.add(claim.item().id()));
    }
    assertThat(handedOut).isEqualTo(expected);
  }

  @Test
  @DisplayName("the queues have nothing to do with one another")
  void queuesAreApart() {
    put(item("a"), in("other", priority(9, item("x"))), item("b"));

    assertThat(claimAllTexts()).containsExactly("a", "b");
    assertThat(claim("other", 9, null)).hasSize(1);
  }

  @Test
  @DisplayName("a release keeps the item's position: it goes back to its old place")
  void aReleaseKeepsThePlace() {
    put(item("a"), item("b"), priority(-1, item("low")));
    Claimed claim = claim();
    put("c");
    settle(claim, Verdict.RELEASED);

    assertThat(claimAllTexts()).containsExactly("a", "b", "c", "low");
  }

  @Test
  @DisplayName("S15: delayed items join the tail of their priority when they become due")
  void delayedItemsJoinTheTail() {
    put(
        delay(Duration.ofMinutes(5), item("delayed")),
        delay(Duration.ofMinutes(5), priority(1, item("delayed but urgent"))),
        item("a"),
        item("b"));
    fixture.advance(Duration.ofMinutes(5));

    assertThat(claimAllTexts()).containsExactly("delayed but urgent", "a", "b", "delayed");
  }

  @Test
  @DisplayName("S15: what is put after a delayed item was made ready comes after it")
  void aDelayedItemHasItsPlaceOnceReady() {
    put(item("a"), delay(Duration.ofMinutes(5), item("delayed")));
    fixture.advance(Duration.ofMinutes(5));
    assertThat(sweep().released()).isEqualTo(1);
    put("z");

    assertThat(claimAllTexts()).containsExactly("a", "delayed", "z");
  }

  @Test
  @DisplayName("what comes due together joins in the order of the due times")
  void dueTimesDecide() {
    put(
        delay(Duration.ofMinutes(30), item("third")),
        delay(Duration.ofMinutes(10), item("first")),
        delay(Duration.ofMinutes(40), item("fourth")));
    long failed = put("second");
    Claimed claim = claim();
    assertThat(claim.item().id()).isEqualTo(failed);
    settle(crashedFor(claim, Duration.ofMinutes(20)));
    fixture.advance(Duration.ofHours(1));

    assertThat(claimAllTexts()).containsExactly("first", "second", "third", "fourth");
  }

  @Test
  @DisplayName("a crashed item goes to the tail of its priority")
  void aCrashedItemGoesToTheTail() {
    put(item("a"), item("b"));
    settle(crashedFor(claim(), Duration.ofMinutes(1)));
    put(item("c"), priority(-1, item("low")));
    fixture.advance(Duration.ofMinutes(1));

    assertThat(claimAllTexts()).containsExactly("b", "c", "a", "low");
  }

  @Test
  @DisplayName("a retried item goes to the tail of its priority")
  void aRetriedItemGoesToTheTail() {
    long id = put("a");
    settle(claim(), Verdict.HOPELESS);
    put(item("b"), priority(-1, item("low")));
    override(id, Status.UNPROCESSED);

    assertThat(claimAllTexts()).containsExactly("b", "a", "low");
  }

  @Test
  @DisplayName("a crashed item that an operator submits early goes to the tail")
  void anEarlySubmissionGoesToTheTail() {
    long id = put("a");
    settle(claim(), Verdict.CRASHED);
    put("b");
    override(id, Status.UNPROCESSED);

    assertThat(claimAllTexts()).containsExactly("b", "a");
  }

  private static Settlement crashedFor(Claimed claim, Duration rest) {
    return new Settlement(claim.item().id(), claim.token(), Verdict.CRASHED, null, rest);
  }
}
