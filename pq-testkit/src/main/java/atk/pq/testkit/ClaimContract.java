package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Item;
import atk.pq.Status;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Flush;
import atk.pq.spi.Insert;
import atk.pq.spi.Payload;
import atk.pq.spi.Settlement.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link atk.pq.spi.WriteTx#claim}: who gets what. The order has {@link OrderContract}. */
public abstract class ClaimContract extends EngineScene {
  protected ClaimContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("the item is Under_Process with submission_count + 1, the lease and the consumer")
  void anItemIsHandedOut() {
    long id = put("a");
    Duration lease = Duration.ofSeconds(90);
    Instant[] now = new Instant[1];
    List<Claimed> claimed =
        write(
            tx -> {
              now[0] = tx.now();
              return tx.claim(List.of(new ClaimRequest(QUEUE, 1, lease, ME))).get(0);
            });

    assertThat(claimed).hasSize(1);
    Item item = claimed.get(0).item();
    assertThat(item.id()).isEqualTo(id);
    assertThat(item.text()).isEqualTo("a");
    assertThat(item.status()).isEqualTo(Status.UNDER_PROCESS);
    assertThat(item.submissionCount()).isEqualTo(1);
    assertThat(item.leaseUntil()).isEqualTo(now[0].plus(lease));
    assertThat(item.updatedAt()).isEqualTo(now[0]);
    assertThat(item.consumer()).isEqualTo(ME);
    assertThat(claimed.get(0).kind()).isEqualTo(Payload.Kind.TEXT);
    assertThat(claimed.get(0).content()).isNull();
    assertThat(find(id)).as("what is stored").isEqualTo(item);
  }

  @Test
  @DisplayName("S4: a request without a lease gets its queue's")
  void theQueuesLease() {
    configure(config.newQueueSettings(QUEUE).withLease(Duration.ofHours(3)));
    put("a");
    Item item = claim().item();

    assertThat(item.leaseUntil()).isEqualTo(item.updatedAt().plus(Duration.ofHours(3)));
  }

  @Test
  @DisplayName("S2: each claim has a fresh random token, also for the same item")
  void tokensAreFresh() {
    for (int i = 0; i < 20; i++) {
      put("item " + i);
    }
    List<Long> tokens = new ArrayList<>(claim(20).stream().map(Claimed::token).toList());
    put("again");
    for (int i = 0; i < 20; i++) {
      Claimed claim = claim();
      tokens.add(claim.token());
      settle(claim, Verdict.RELEASED);
    }

    assertThat(tokens).hasSize(40).doesNotHaveDuplicates();
    assertThat(tokens.stream().mapToLong(token -> token >>> 48).distinct().count())
        .as("random in all their bits: different upper 16 bits")
        .isGreaterThan(30);
  }

  @Test
  @DisplayName("S1: an item that is handed out is not handed out again")
  void oneHolder() {
    put("a");
    claim();

    assertThat(claim(10)).isEmpty();
  }

  @Test
  @DisplayName("S1: two processes that claim at the same time never get the same item")
  void twoProcessesNeverShareAnItem() throws Exception {
    int items = 200;
    put(IntStream.range(0, items).mapToObj(i -> item("" + i)).toArray(Insert[]::new));
    List<Engine> processes = List.of(engine, open());
    ExecutorService threads = Executors.newFixedThreadPool(processes.size());
    try {
      List<Future<List<Long>>> claims = new ArrayList<>();
      for (Engine process : processes) {
        claims.add(threads.submit(claimUntilEmpty(process)));
      }
      List<Long> ids = new ArrayList<>();
      for (Future<List<Long>> claim : claims) {
        ids.addAll(claim.get(60, TimeUnit.SECONDS));
      }
      assertThat(ids).hasSize(items).doesNotHaveDuplicates();
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<List<Long>> claimUntilEmpty(Engine process) {
    ClaimRequest request = new ClaimRequest(QUEUE, 3, null, ME);
    return () -> {
      List<Long> ids = new ArrayList<>();
      List<Claimed> claimed;
      do {
        claimed = process.write(Flush.NOT_NEEDED, tx -> tx.claim(List.of(request)).get(0));
        claimed.forEach(claim -> ids.add(claim.item().id()));
      } while (!claimed.isEmpty());
      return ids;
    };
  }

  @Test
  @DisplayName("at most as many as asked for")
  void atMostMax() {
    put(item("a"), item("b"), item("c"));

    assertThat(claim(2)).hasSize(2);
    assertThat(claim(2)).hasSize(1);
    assertThat(claim(2)).isEmpty();
  }

  @Test
  @DisplayName("serves the requests of a queue in the order given, each with the topmost left")
  void requestsAreServedInOrder() {
    put(item("a"), item("b"), item("c"), item("d"), in("other", item("x")));
    List<List<Claimed>> answers =
        write(
            tx ->
                tx.claim(
                    List.of(
                        new ClaimRequest(QUEUE, 2, null, "first"),
                        new ClaimRequest("other", 5, null, "second"),
                        new ClaimRequest(QUEUE, 1, Duration.ofSeconds(7), "third"),
                        new ClaimRequest("missing", 1, null, "fourth"),
                        new ClaimRequest(QUEUE, 9, null, "fifth"),
                        new ClaimRequest(QUEUE, 9, null, "sixth"))));

    assertThat(answers)
        .extracting(claims -> claims.stream().map(claim -> claim.item().text()).toList())
        .containsExactly(
            List.of("a", "b"), List.of("x"), List.of("c"), List.of(), List.of("d"), List.of());
    Item third = answers.get(2).get(0).item();
    assertThat(third.consumer()).isEqualTo("third");
    assertThat(third.leaseUntil()).isEqualTo(third.updatedAt().plusSeconds(7));
    assertThat(answers.get(4).get(0).item().consumer()).isEqualTo("fifth");
  }

  @Test
  @DisplayName("a missing queue answers with nothing, and is not made")
  void aMissingQueue() {
    assertThat(claim("nowhere", 1, null)).isEmpty();
    assertThat(queues()).isEmpty();
  }

  @Test
  @DisplayName("a paused queue answers with nothing, until it is resumed")
  void aPausedQueue() {
    put(item("a"), in("other", item("b")));
    configure(settings(QUEUE).withPaused(true));

    assertThat(claim(1)).isEmpty();
    assertThat(claim("other", 1, null)).as("another queue").hasSize(1);
    configure(settings(QUEUE).withPaused(false));
    assertThat(claim().item().text()).isEqualTo("a");
  }

  @Test
  @DisplayName("nothing but ready items: none that is processed, crashed or parked")
  void onlyReadyItems() {
    for (Status status : Status.values()) {
      if (status != Status.UNPROCESSED) {
        itemThatIs(status);
      }
    }
    put(delay(Duration.ofHours(1), item("delayed")));
    long ready = put("ready");

    assertThat(claim(10)).extracting(claim -> claim.item().id()).containsExactly(ready);
  }

  @Test
  @DisplayName("makes ready what has come due: a delayed item at its time, not before")
  void aDelayedItemComesDue() {
    put(delay(Duration.ofMinutes(30), item("later")));

    fixture.advance(Duration.ofMinutes(20));
    assertThat(claim(1)).isEmpty();
    fixture.advance(Duration.ofMinutes(10));
    assertThat(claim().item().text()).isEqualTo("later");
  }

  @Test
  @DisplayName("makes ready what has come due: a crashed item whose rest is over, without a sweep")
  void aCrashedItemComesDue() {
    long id = put("a");
    settle(claim(), Verdict.CRASHED);

    assertThat(claim(1)).as("while it rests").isEmpty();
    fixture.advance(RETRY_DELAY.multipliedBy(2));
    Item item = claim().item();
    assertThat(item.id()).isEqualTo(id);
    assertThat(item.submissionCount()).isEqualTo(2);
  }

  @Test
  @DisplayName("a crashed item that may not be submitted again is not handed out")
  void aSpentItemStaysAway() {
    long id = itemThatIs(Status.CRASHED);
    configure(settings(QUEUE).withMaxSubmissions(1));
    fixture.advance(Duration.ofDays(1));

    assertThat(claim(1)).isEmpty();
    assertThat(status(id)).isIn(Status.CRASHED, Status.MANUAL_INTERVENTION);
  }

  @Test
  @DisplayName("S13: a damaged item is not handed out: Manual_intervention with cause DAMAGED")
  void aDamagedItemIsNeverDelivered() {
    List<Long> ids = put(item("sound"), item("rotten"), item("sound too"));
    fixture.damage(ids.get(1));

    assertThat(claimAllTexts()).containsExactly("sound", "sound too");
    assertThat(status(ids.get(1))).isEqualTo(Status.MANUAL_INTERVENTION);
    List<Crash> crashes = crashes(ids.get(1));
    assertThat(crashes).extracting(Crash::cause).containsExactly(CrashCause.DAMAGED);
    assertThat(crashes).extracting(Crash::reason).containsExactly(Payload.DAMAGED);
  }

  @Test
  @DisplayName("S13: a damaged item among others of one claim does not hide them")
  void aDamagedItemInABatch() {
    List<Long> ids = put(item("a"), item("rotten"), item("b"));
    fixture.damage(ids.get(1));

    List<Long> handedOut = new ArrayList<>();
    claim(3).forEach(claim -> handedOut.add(claim.item().id()));
    claim(3).forEach(claim -> handedOut.add(claim.item().id()));
    assertThat(handedOut).containsExactly(ids.get(0), ids.get(2));
  }

  @Test
  @DisplayName("large payloads: fewer than wait may come, but at least one, and all in the end")
  void largePayloads() {
    String text = "x".repeat(1024 * 1024);
    put(IntStream.range(0, 10).mapToObj(i -> item(text)).toArray(Insert[]::new));
    List<Integer> sizes = new ArrayList<>();
    for (List<Claimed> some = claim(10); !some.isEmpty(); some = claim(10)) {
      sizes.add(some.size());
    }

    assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(10);
    assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(1, 6));
  }

  @Test
  @DisplayName("what was put in the same transaction can be claimed in it")
  void putAndClaimInOneTransaction() {
    List<Claimed> claimed =
        write(
            tx -> {
              tx.insert(List.of(item("fresh")));
              return tx.claim(List.of(new ClaimRequest(QUEUE, 1, null, ME))).get(0);
            });

    assertThat(claimed).extracting(claim -> claim.item().text()).containsExactly("fresh");
    assertThat(count(Status.UNDER_PROCESS)).isEqualTo(1);
  }
}
