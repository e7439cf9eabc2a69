package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.Failure;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.UnknownItemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Calls that wait: {@code getItem(Duration)} and {@code awaitItem}. */
public abstract class QueueWaitContract extends QueueScene {
  protected QueueWaitContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  private Future<Optional<Claim>> waitForItem() throws InterruptedException {
    Future<Optional<Claim>> waiting = start(() -> pq.getItem(PATIENCE.multipliedBy(2)));
    letItWait(waiting);
    return waiting;
  }

  private void assertGets(Future<Optional<Claim>> waiting, long id) throws Exception {
    assertThat(answer(waiting)).map(Claim::id).contains(id);
  }

  @Test
  @DisplayName("a get that may wait takes at once what is there")
  void noNeedToWait() {
    long id = pq.putItem("a");

    assertThat(pq.getItem(PATIENCE)).map(Claim::id).contains(id);
  }

  @Test
  @DisplayName("a get that waits in vain comes back empty, not before its time")
  void inVain() {
    long began = System.nanoTime();
    Optional<Claim> none = pq.getItem(Duration.ofMillis(150));

    assertThat(none).isEmpty();
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(150_000_000);
    assertThat(pq.putItem("a")).as("nobody took it").isEqualTo(get().id());
  }

  @Test
  @DisplayName("a put of this process ends the wait")
  void wokenInProcess() throws Exception {
    Future<Optional<Claim>> waiting = waitForItem();
    assertGets(waiting, pq.putItem("a"));
  }

  @Test
  @DisplayName("a put of another process ends the wait")
  void wokenByAnotherProcess() throws Exception {
    PersistentQ other = connect();
    Future<Optional<Claim>> waiting = waitForItem();
    assertGets(waiting, other.putItem("a"));
  }

  @Test
  @DisplayName("only an item of the queue waited for ends the wait")
  void anotherQueue() throws Exception {
    Future<Optional<Claim>> waiting = waitForItem();
    pq.putItem(NewItem.of("x").queue("other"));
    letItWait(waiting);
    assertGets(waiting, pq.putItem("a"));
  }

  @Test
  @DisplayName("a release, an operator's retry and a resume end the wait")
  void wokenByOtherMoves() throws Exception {
    long released = pq.putItem("a");
    Claim claim = get();
    Future<Optional<Claim>> waiting = waitForItem();
    claim.release();
    assertGets(waiting, released);

    long retried = parkedItem("b");
    waiting = waitForItem();
    connect().retry(retried);
    assertGets(waiting, retried);

    pq.pause("default");
    long paused = pq.putItem("c");
    waiting = waitForItem();
    connect().resume("default");
    assertGets(waiting, paused);
  }

  @Test
  @DisplayName("a delayed item ends the wait when it comes due")
  void wokenByTime() throws Exception {
    long id = pq.putItem(NewItem.of("a").delay(Duration.ofHours(1)));
    Future<Optional<Claim>> waiting = waitForItem();
    fixture.advance(Duration.ofHours(1));
    assertGets(waiting, id);
  }

  @Test
  @DisplayName("S5: who waits sweeps too: an orphan comes back without a manager")
  void waitingConsumersSweep() throws Exception {
    long id = pq.putItem("a");
    connect().getItem();
    Future<Optional<Claim>> waiting = waitForItem();
    fixture.advance(LEASE);
    await(() -> status(id) != Status.UNDER_PROCESS);
    fixture.advance(RETRY_DELAY.multipliedBy(2));
    assertGets(waiting, id);
  }

  @Test
  @DisplayName("many who wait: each item goes to one of them")
  void manyWait() throws Exception {
    PersistentQ other = connect();
    List<Future<Optional<Claim>>> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      PersistentQ process = i % 2 == 0 ? pq : other;
      waiting.add(start(() -> process.getItem(PATIENCE.multipliedBy(2))));
    }
    letItWait(waiting.get(0));
    List<Long> put = new ArrayList<>();
    for (int i = 0; i < waiting.size(); i++) {
      put.add(pq.putItem("" + i));
    }
    List<Long> got = new ArrayList<>();
    for (Future<Optional<Claim>> get : waiting) {
      got.add(answer(get).orElseThrow().id());
    }

    assertThat(got).containsExactlyInAnyOrderElementsOf(put);
  }

  @Test
  @DisplayName("a batch get that waits takes what comes first, not the whole batch")
  void aBatchThatWaits() throws Exception {
    Future<List<Claim>> waiting =
        start(() -> pq.getItems(GetRequest.one().withMax(10).withWaitUpTo(PATIENCE)));
    letItWait(waiting);
    pq.putItem("a");

    assertThat(answer(waiting)).hasSize(1);
  }

  @Test
  @DisplayName("an interrupted get comes back empty with the flag set, and takes nothing")
  void interrupted() throws Exception {
    AtomicBoolean flag = new AtomicBoolean();
    List<Optional<Claim>> answers = new ArrayList<>();
    Thread waiting =
        new Thread(
            () -> {
              answers.add(pq.getItem(PATIENCE));
              flag.set(Thread.currentThread().isInterrupted());
            });
    waiting.start();
    Thread.sleep(200);
    waiting.interrupt();
    waiting.join(PATIENCE.toMillis());

    assertThat(answers).containsExactly(Optional.empty());
    assertThat(flag).isTrue();
    assertThat(pq.putItem("a")).isEqualTo(get().id());
  }

  // ---- awaitItem

  @Test
  @DisplayName("S25: awaitItem reads the result of an item that has ended already")
  void endedAlready() {
    long id = pq.putItem("a");
    get().processed("42");

    assertThat(pq.awaitItem(id, Duration.ZERO)).map(Item::result).contains("42");
  }

  @Test
  @DisplayName("S25: awaitItem ends when the item ends, here or in another process")
  void awaitTheEnd() throws Exception {
    for (PersistentQ consumer : List.of(pq, connect())) {
      long id = pq.putItem("a");
      Future<Optional<Item>> waiting = start(() -> pq.awaitItem(id, PATIENCE.multipliedBy(2)));
      letItWait(waiting);
      consumer.getItem().orElseThrow().processed("42");

      Optional<Item> item = answer(waiting);
      assertThat(item).map(Item::status).contains(Status.PROCESSED);
      assertThat(item).map(Item::result).contains("42");
    }
  }

  @Test
  @DisplayName("S25: awaitItem ends when the item is parked, not while it rests in Crashed")
  void awaitParking() throws Exception {
    long id = pq.putItem("a");
    Future<Optional<Item>> waiting = start(() -> pq.awaitItem(id, PATIENCE.multipliedBy(2)));
    get().crashed("once");
    letItWait(waiting);
    fixture.advance(Duration.ofDays(1));
    get().crashed(Failure.hopeless("no"));

    assertThat(answer(waiting)).map(Item::status).contains(Status.MANUAL_INTERVENTION);
  }

  @Test
  @DisplayName("awaitItem: empty when time is over; an unknown item is said so")
  void awaitInVain() {
    long id = pq.putItem("a");

    assertThat(pq.awaitItem(id, Duration.ofMillis(50))).isEmpty();
    assertThatThrownBy(() -> pq.awaitItem(4711, PATIENCE)).isInstanceOf(UnknownItemException.class);
  }
}
