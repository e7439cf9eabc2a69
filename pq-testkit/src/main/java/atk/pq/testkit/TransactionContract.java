package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Flush;
import atk.pq.spi.Extension;
import atk.pq.spi.ReadView;
import atk.pq.spi.Settlement.Verdict;
import atk.pq.spi.StatusChange;
import atk.pq.spi.WriteTx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link Engine#write} is all or nothing, {@link Engine#read} is one moment. */
public abstract class TransactionContract extends EngineScene {
  private Claimed finished;
  private Claimed failed;
  private Claimed extended;
  private long parked;

  protected TransactionContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  /** Everything a store holds, as far as a view shows it. */
  private record Picture(
      List<Item> items, List<Crash> crashes, List<Counts> counts, List<QueueSettings> queues) {}

  private static Picture picture(ReadView view) {
    List<Item> items = view.page(ItemFilter.all(), 0, 1000).items();
    List<Crash> crashes = items.stream().flatMap(item -> view.crashes(item.id()).stream()).toList();
    return new Picture(items, crashes, view.counts(), view.queues());
  }

  private Picture picture() {
    return engine.read(TransactionContract::picture);
  }

  @BeforeEach
  void someItems() {
    parked = itemThatIs(Status.MANUAL_INTERVENTION);
    itemThatIs(Status.PROCESSED);
    put(item("finished"), item("failed"), item("extended"), item("ready"), in("other", item("o")));
    List<Claimed> claims = claim(3);
    finished = claims.get(0);
    failed = claims.get(1);
    extended = claims.get(2);
    put(delay(Duration.ofSeconds(1), item("due")));
    fixture.advance(Duration.ofMinutes(1));
  }

  /** Every verb, each with something to do. */
  private Void everyVerb(WriteTx tx) {
    tx.insert(List.of(item("fresh"), in("fresh queue", key("k", item("keyed")))));
    tx.settle(
        List.of(settlement(finished, Verdict.PROCESSED), settlement(failed, Verdict.CRASHED)));
    tx.extend(List.of(new Extension(extended.item().id(), extended.token(), Duration.ofHours(5))));
    tx.override(List.of(new StatusChange(parked, Status.UNPROCESSED, null, ME)));
    tx.claim(List.of(new ClaimRequest("other", 1, null, ME)));
    tx.sweep(100);
    tx.configure(config.newQueueSettings(QUEUE).withPaused(true));
    tx.purge(ItemFilter.all().withContaining("an item that is Processed"), 10);
    return null;
  }

  @Test
  @DisplayName("when the work throws, nothing happened, and the engine goes on")
  void nothingHappenedWhenTheWorkThrows() {
    Picture before = picture();
    RuntimeException failure = new IllegalStateException("changed my mind");

    assertThatThrownBy(
            () ->
                write(
                    tx -> {
                      everyVerb(tx);
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(picture()).isEqualTo(before);
    assertThat(engine.isOpen()).isTrue();
    assertThat(settle(finished, Verdict.PROCESSED).isApplied()).isTrue();
  }

  @Test
  @DisplayName("the control: without the exception everything happened")
  void everythingHappenedOtherwise() {
    Picture before = picture();
    write(this::everyVerb);
    Picture after = picture();

    assertThat(after).isNotEqualTo(before);
    assertThat(status(finished.item().id())).isEqualTo(Status.PROCESSED);
    assertThat(status(failed.item().id())).isEqualTo(Status.CRASHED);
    assertThat(status(parked)).isEqualTo(Status.UNPROCESSED);
    assertThat(after.queues()).extracting(QueueSettings::queue).contains("fresh queue");
    assertThat(after.items()).extracting(Item::text).contains("fresh", "keyed");
    assertThat(after.items()).extracting(Item::text).doesNotContain("an item that is Processed");
  }

  @Test
  @DisplayName("an Error in the work undoes it as well")
  void anErrorUndoesTheWork() {
    Picture before = picture();
    Error failure = new AssertionError("broken");

    assertThatThrownBy(
            () ->
                write(
                    tx -> {
                      everyVerb(tx);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(picture()).isEqualTo(before);
    put("goes on");
  }

  @Test
  @DisplayName("S16: a finish and the puts of its results are one transaction")
  void finishAndPutTogether() {
    assertThatThrownBy(
            () ->
                write(
                    tx -> {
                      tx.settle(List.of(settlement(finished, Verdict.PROCESSED)));
                      tx.insert(List.of(in("next", item("result"))));
                      throw new IllegalStateException("crashed in between");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(status(finished.item().id())).isEqualTo(Status.UNDER_PROCESS);
    assertThat(claim("next", 1, null)).isEmpty();

    write(
        tx -> {
          tx.settle(List.of(settlement(finished, Verdict.PROCESSED)));
          return tx.insert(List.of(in("next", item("result"))));
        });
    assertThat(status(finished.item().id())).isEqualTo(Status.PROCESSED);
    assertThat(claim("next", 1, null)).hasSize(1);
  }

  @Test
  @DisplayName("a write transaction sees what it did so far")
  void readsItsOwnWrites() {
    write(
        tx -> {
          long id = tx.insert(List.of(item("fresh"))).get(0).id();
          assertThat(tx.find(id)).map(Item::text).contains("fresh");
          assertThat(tx.count(ItemFilter.all().withContaining("fresh"))).isEqualTo(1);
          tx.override(List.of(new StatusChange(id, Status.UNDER_PROCESS, null, ME)));
          assertThat(tx.find(id)).map(Item::status).contains(Status.UNDER_PROCESS);
          tx.configure(config.newQueueSettings("new"));
          assertThat(tx.queues()).extracting(QueueSettings::queue).contains("new");
          return null;
        });
  }

  @Test
  @DisplayName("\"now\" stands still throughout a transaction")
  void nowStandsStill() {
    long fresh =
        write(
            tx -> {
              var now = tx.now();
              long id = tx.insert(List.of(item("fresh"))).get(0).id();
              fixture.advance(Duration.ofSeconds(1));
              assertThat(tx.now()).isEqualTo(now);
              return id;
            });
    assertThat(find(fresh).createdAt()).isEqualTo(find(fresh).updatedAt());
  }

  @Test
  @DisplayName("a turn that holds only claims may go without a flush, and is there all the same")
  void claimsWithoutFlush() {
    Claimed claim =
        engine
            .write(Flush.NOT_NEEDED, tx -> tx.claim(List.of(new ClaimRequest(QUEUE, 1, null, ME))))
            .get(0)
            .get(0);
    assertThat(status(claim.item().id())).isEqualTo(Status.UNDER_PROCESS);
    assertThat(settle(claim, Verdict.PROCESSED).isApplied()).isTrue();
  }

  @Test
  @DisplayName("a read is one consistent view, although another process commits meanwhile")
  void aReadIsOneMoment() throws Exception {
    Engine other = open();
    CompletableFuture<Void> writing = new CompletableFuture<>();
    engine.read(
        view -> {
          Picture before = picture(view);
          new Thread(() -> complete(writing, other)).start();
          awaitOrGoOn(writing);
          assertThat(picture(view)).isEqualTo(before);
          return null;
        });

    writing.get(60, TimeUnit.SECONDS);
    assertThat(claim(10)).extracting(claim -> claim.item().text()).contains("from another process");
  }

  private static void complete(CompletableFuture<Void> writing, Engine other) {
    try {
      other.write(Flush.NEEDED, tx -> tx.insert(List.of(item("from another process"))));
      writing.complete(null);
    } catch (RuntimeException e) {
      writing.completeExceptionally(e);
    }
  }

  /** An engine whose readers hold up writers may let this time pass. */
  private static void awaitOrGoOn(CompletableFuture<Void> writing) {
    try {
      writing.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // the commit comes after the view is closed
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("a committed write is seen by every process")
  void commitsAreSeenByAll() {
    Engine other = open();
    long id = put("a");
    String text = other.read(view -> view.find(id).orElseThrow().text());
    assertThat(text).isEqualTo("a");
    other.write(
        Flush.NEEDED,
        tx -> tx.override(List.of(new StatusChange(id, Status.UNDER_PROCESS, null, OTHER))));
    assertThat(status(id)).isEqualTo(Status.UNDER_PROCESS);
  }
}
