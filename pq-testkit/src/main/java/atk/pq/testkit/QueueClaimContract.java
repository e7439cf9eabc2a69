package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Failure;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.ItemTooLargeException;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.UnknownItemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link Claim}: settling, fencing, handing on. */
public abstract class QueueClaimContract extends QueueScene {
  protected QueueClaimContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("S25: a result is kept with the item")
  void aResult() {
    long id = pq.putItem("a");
    get().processed("42 rows");

    assertThat(item(id).result()).isEqualTo("42 rows");
  }

  @Test
  @DisplayName("S25: a result over 16 KiB is refused, and the claim is still held")
  void aResultTooLarge() {
    long id = pq.putItem("a");
    Claim claim = get();

    assertThatThrownBy(() -> claim.processed("ü".repeat(8 * 1024) + "x"))
        .isInstanceOf(ItemTooLargeException.class);
    assertThat(claim.isSettled()).isFalse();
    claim.processed("ü".repeat(8 * 1024));
    assertThat(item(id).result()).hasSize(8 * 1024);
  }

  @Test
  @DisplayName("S6: a crash is in the history, with the end of a reason that is too long")
  void aCrash() {
    long id = pq.putItem("a");
    get().crashed("x".repeat(20_000) + "the end");

    assertThat(status(id)).isEqualTo(Status.CRASHED);
    List<Crash> crashes = pq.crashes(id);
    assertThat(crashes).hasSize(1);
    assertThat(crashes.get(0).cause()).isEqualTo(CrashCause.FAILED);
    assertThat(crashes.get(0).reason()).hasSize(16 * 1024).endsWith("xthe end");
    assertThat(crashes.get(0).consumer()).matches(".+:" + ProcessHandle.current().pid() + ":.+");
  }

  @Test
  @DisplayName("S7: a crash may say how long to rest")
  void aCrashWithItsOwnRest() {
    long id = pq.putItem("a");
    get().crashed(Failure.because("busy").withRetryIn(Duration.ofHours(2)));
    fixture.advance(Duration.ofHours(1));
    assertThat(pq.getItem()).isEmpty();
    fixture.advance(Duration.ofHours(1));

    assertThat(get().id()).isEqualTo(id);
  }

  @Test
  @DisplayName("S7: a hopeless failure goes to Manual_intervention at once")
  void hopeless() {
    long id = pq.putItem("a");
    get().crashed(Failure.hopeless("not a CSV"));

    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
  }

  @Test
  @DisplayName("S10: a poison item is parked after exactly maxSubmissions submissions")
  void aPoisonItem() {
    long id = pq.putItem("poison");
    for (int submission = 1; submission <= 3; submission++) {
      Claim claim = get();
      assertThat(claim.item().submissionCount()).isEqualTo(submission);
      claim.crashed("again");
      fixture.advance(Duration.ofDays(1));
      pq.sweep();
    }

    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(pq.getItem()).isEmpty();
    assertThat(pq.crashes(id)).hasSize(3);
  }

  @Test
  @DisplayName("a release gives the item back to its old place, and does not count")
  void aRelease() {
    long id = pq.putItem("a");
    pq.putItem("b");
    get().release();

    assertThat(status(id)).isEqualTo(Status.UNPROCESSED);
    assertThat(item(id).submissionCount()).isZero();
    assertThat(pq.crashes(id)).isEmpty();
    assertThat(get().id()).isEqualTo(id);
  }

  @Test
  @DisplayName("S4: an extension moves the end of the lease")
  void anExtension() {
    long id = pq.putItem("a");
    Claim claim = get();
    Instant before = claim.leaseUntil();
    assertThat(before).isEqualTo(item(id).leaseUntil());
    fixture.advance(Duration.ofMinutes(9));
    Instant until = claim.extend(LEASE);

    assertThat(claim.leaseUntil()).isEqualTo(until).isAfter(before);
    fixture.advance(Duration.ofMinutes(5));
    assertThat(pq.sweep().orphaned()).isZero();
    claim.processed();
  }

  @Test
  @DisplayName("S4: a get may ask for its own lease")
  void aLeaseOfItsOwn() {
    pq.putItem("a");
    Claim claim = pq.getItems(GetRequest.one().withLease(Duration.ofHours(5))).get(0);
    fixture.advance(Duration.ofHours(4));

    assertThat(pq.sweep().orphaned()).isZero();
    claim.processed();
  }

  @Test
  @DisplayName("closing an unsettled claim reports a crash; closing a settled one does nothing")
  void closingAClaim() {
    long id = pq.putItem("a");
    try (Claim claim = get()) {
      assertThat(claim.isSettled()).isFalse();
    }
    assertThat(status(id)).isEqualTo(Status.CRASHED);
    assertThat(pq.crashes(id)).extracting(Crash::cause).containsExactly(CrashCause.FAILED);

    fixture.advance(Duration.ofDays(1));
    try (Claim claim = get()) {
      claim.processed();
      assertThat(claim.isSettled()).isTrue();
    }
    assertThat(status(id)).isEqualTo(Status.PROCESSED);
    assertThat(pq.crashes(id)).hasSize(1);
  }

  @Test
  @DisplayName("closing a lost claim does not throw and changes nothing")
  void closingALostClaim() {
    long id = pq.putItem("a");
    Claim lost = get();
    fixture.advance(LEASE);
    connect().sweep();
    Item before = item(id);
    lost.close();

    assertThat(item(id)).isEqualTo(before);
  }

  @Test
  @DisplayName("S2: every way to settle a lost claim throws, says who has it, and changes nothing")
  void aLostClaim() {
    List<Consumer<Claim>> settlements =
        List.of(
            Claim::processed,
            claim -> claim.processed("result"),
            claim -> claim.processed(NewItem.of("next")),
            claim -> claim.crashed("reason"),
            claim -> claim.crashed(Failure.hopeless("reason")),
            Claim::release,
            claim -> claim.extend(Duration.ofDays(1)));
    PersistentQ other = connect();
    for (Consumer<Claim> settlement : settlements) {
      long id = pq.putItem("a");
      Claim lost = get();
      fixture.advance(LEASE);
      other.sweep();
      fixture.advance(Duration.ofDays(1));
      Claim held = other.getItem().orElseThrow();
      assertThat(held.id()).isEqualTo(id);
      Item before = item(id);

      assertThatThrownBy(() -> settlement.accept(lost))
          .isInstanceOf(StaleClaimException.class)
          .hasMessageContaining(String.valueOf(id))
          .hasMessageContaining("Under_Process")
          .hasMessageContaining(before.consumer());
      assertThat(item(id)).isEqualTo(before);
      held.processed();
    }
    assertThat(pq.getItem()).as("no next item was put").isEmpty();
  }

  @Test
  @DisplayName("S2: a claim lost to a sweep says what the item is now")
  void aClaimLostToASweep() {
    pq.putItem("a");
    Claim lost = get();
    fixture.advance(LEASE);
    connect().sweep();

    assertThatThrownBy(lost::processed)
        .isInstanceOf(StaleClaimException.class)
        .hasMessageContaining("Crashed");
  }

  @Test
  @DisplayName("a claim is settled once: the second time throws")
  void settledOnce() {
    long id = pq.putItem("a");
    Claim claim = get();
    claim.processed();

    assertThatThrownBy(() -> claim.crashed("too late")).isInstanceOf(StaleClaimException.class);
    assertThat(status(id)).isEqualTo(Status.PROCESSED);
  }

  @Test
  @DisplayName("S2: another process settles a claim by its id and token")
  void byIdAndToken() {
    long id = pq.putItem("a");
    Claim claim = get();
    PersistentQ other = connect();

    Claim known = other.claim(id, claim.token());
    assertThat(known.item().text()).isEqualTo("a");
    known.processed("from elsewhere");
    assertThat(item(id).result()).isEqualTo("from elsewhere");
    assertThatThrownBy(claim::processed).isInstanceOf(StaleClaimException.class);
  }

  @Test
  @DisplayName("S2: a wrong token, and an item that is not there")
  void aWrongToken() {
    long id = pq.putItem("a");
    Claim claim = get();

    assertThatThrownBy(() -> pq.claim(id, claim.token() + 1).processed())
        .isInstanceOf(StaleClaimException.class);
    assertThat(status(id)).isEqualTo(Status.UNDER_PROCESS);
    assertThatThrownBy(() -> pq.claim(4711, 1).processed())
        .isInstanceOf(UnknownItemException.class);
    assertThatThrownBy(() -> pq.claim(4711, 1).item()).isInstanceOf(UnknownItemException.class);
    claim.processed();
  }

  @Test
  @DisplayName("S16: finishing an item and putting its results is one act")
  void handingOn() {
    pq.putItem("a");
    Claim claim = get();
    List<Long> next =
        claim.processed("done", List.of(NewItem.of("b").queue("next"), NewItem.of("c")));

    assertThat(next).hasSize(2);
    assertThat(item(claim.id()).result()).isEqualTo("done");
    assertThat(item(next.get(0)).queue()).isEqualTo("next");
    assertThat(item(next.get(1)).text()).isEqualTo("c");
  }

  @Test
  @DisplayName("S16: when the claim was lost, no next item is put")
  void handingOnALostClaim() {
    pq.putItem("a");
    Claim lost = get();
    fixture.advance(LEASE);
    connect().sweep();

    assertThatThrownBy(() -> lost.processed(NewItem.of("b").queue("next")))
        .isInstanceOf(StaleClaimException.class);
    assertThat(pq.getItem("next")).isEmpty();
  }

  @Test
  @DisplayName("S16: when a next item is refused, the claim is still held")
  void handingOnTooMuch() {
    long id = pq.putItem("a");
    Claim claim = get();
    String large = "x".repeat(pq.config().maxItemBytes() + 1);

    assertThatThrownBy(() -> claim.processed(NewItem.of(large)))
        .isInstanceOf(ItemTooLargeException.class);
    assertThat(status(id)).isEqualTo(Status.UNDER_PROCESS);
    claim.processed();
  }

  @Test
  @DisplayName("S13: a damaged item is never delivered")
  void aDamagedItem() {
    long rotten = pq.putItem("rotten");
    long sound = pq.putItem("sound");
    fixture.damage(rotten);

    assertThat(pq.getItem(PATIENCE)).map(Claim::id).contains(sound);
    assertThat(status(rotten)).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(pq.crashes(rotten)).extracting(Crash::cause).containsExactly(CrashCause.DAMAGED);
  }
}
