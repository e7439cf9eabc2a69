package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.IllegalTransitionException;
import atk.pq.Item;
import atk.pq.ItemTooLargeException;
import atk.pq.PersistentQ;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.UnknownItemException;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code updateStatus}, the two-argument verb: S3. */
public abstract class QueueStatusContract extends QueueScene {
  protected QueueStatusContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("S3: who holds the claim finishes it with updateStatus, with a result")
  void theHolderFinishes() {
    long id = pq.putItem("a");
    Claim claim = get();
    pq.updateStatus(id, Status.PROCESSED, "42 rows");

    assertThat(status(id)).isEqualTo(Status.PROCESSED);
    assertThat(item(id).result()).isEqualTo("42 rows");
    assertThat(claim.isSettled()).isTrue();
  }

  @Test
  @DisplayName("S3: who holds the claim reports a crash: cause FAILED, not FORCED")
  void theHolderCrashes() {
    long id = pq.putItem("a");
    get();
    pq.updateStatus(id, Status.CRASHED, "no disk");

    assertThat(status(id)).isEqualTo(Status.CRASHED);
    assertThat(pq.crashes(id)).extracting(Crash::cause).containsExactly(CrashCause.FAILED);
    assertThat(pq.crashes(id)).extracting(Crash::reason).containsExactly("no disk");
  }

  @Test
  @DisplayName("S3: who holds the claim gives it back untouched with Unprocessed")
  void theHolderReleases() {
    long id = pq.putItem("a");
    get();
    pq.updateStatus(id, Status.UNPROCESSED);

    assertThat(item(id).submissionCount()).isZero();
    assertThat(get().id()).isEqualTo(id);
  }

  @Test
  @DisplayName("S3: a holder that lost its claim is fenced: StaleClaimException, nothing changes")
  void theHolderIsFenced() {
    long id = pq.putItem("a");
    get();
    PersistentQ other = connect();
    fixture.advance(LEASE);
    other.sweep();
    fixture.advance(Duration.ofDays(1));
    Claim held = other.getItem().orElseThrow();
    Item before = item(id);

    assertThatThrownBy(() -> pq.updateStatus(id, Status.PROCESSED))
        .isInstanceOf(StaleClaimException.class)
        .hasMessageContaining(before.consumer());
    assertThat(item(id)).isEqualTo(before);
    held.processed();
  }

  @Test
  @DisplayName("S3: who holds no claim is an operator, and revokes the holder's")
  void anOperatorRevokes() {
    long id = pq.putItem("a");
    Claim claim = get();
    PersistentQ operator = connect();
    operator.updateStatus(id, Status.PROCESSED, "done by hand");

    assertThat(item(id).result()).isEqualTo("done by hand");
    assertThatThrownBy(claim::processed)
        .isInstanceOf(StaleClaimException.class)
        .hasMessageContaining("Processed");
  }

  @Test
  @DisplayName("S3, S6: an operator's crash is FORCED")
  void anOperatorsCrash() {
    long id = pq.putItem("a");
    get();
    connect().updateStatus(id, Status.CRASHED, "stuck");

    assertThat(pq.crashes(id)).extracting(Crash::cause).containsExactly(CrashCause.FORCED);
  }

  @Test
  @DisplayName("S3: Under_Process claims that one item, and this PersistentQ holds it then")
  void claimingOneItem() {
    pq.putItem("a");
    long id = pq.putItem("b");
    pq.updateStatus(id, Status.UNDER_PROCESS);

    assertThat(status(id)).isEqualTo(Status.UNDER_PROCESS);
    assertThat(item(id).submissionCount()).isEqualTo(1);
    pq.updateStatus(id, Status.CRASHED, "no");
    assertThat(pq.crashes(id)).extracting(Crash::cause).containsExactly(CrashCause.FAILED);
  }

  @ParameterizedTest
  @DisplayName("S3: an operator may only move along the diagram; nothing changes otherwise")
  @EnumSource(Status.class)
  void alongTheDiagramOnly(Status to) {
    long ready = pq.putItem("ready");
    long held = pq.putItem("held");
    connect().updateStatus(held, Status.UNDER_PROCESS);
    long parked = parkedItem("parked");
    long processed = processedItem("processed");
    for (long id : new long[] {ready, held, parked, processed}) {
      Item before = item(id);
      boolean isRelease = id == held && to == Status.UNPROCESSED;
      if (before.status().canBecome(to) && !isRelease) {
        pq.updateStatus(id, to);
        assertThat(status(id)).isEqualTo(to);
      } else {
        assertThatThrownBy(() -> pq.updateStatus(id, to))
            .isInstanceOf(IllegalTransitionException.class)
            .hasMessageContaining(before.status().toString())
            .hasMessageContaining(to.toString());
        assertThat(item(id)).isEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @DisplayName("S3: a holder may only finish, fail or give back")
  @EnumSource(names = {"UNDER_PROCESS", "MANUAL_INTERVENTION"})
  void theHolderToo(Status to) {
    long id = pq.putItem("a");
    Claim claim = get();

    assertThatThrownBy(() -> pq.updateStatus(id, to))
        .isInstanceOf(IllegalTransitionException.class);
    assertThat(status(id)).isEqualTo(Status.UNDER_PROCESS);
    claim.processed();
  }

  @ParameterizedTest
  @DisplayName("an item that is not there")
  @EnumSource(Status.class)
  void anUnknownItem(Status to) {
    assertThatThrownBy(() -> pq.updateStatus(4711, to))
        .isInstanceOf(UnknownItemException.class)
        .hasMessageContaining("4711");
  }

  @Test
  @DisplayName("S25: an operator's result over 16 KiB is refused")
  void aResultTooLarge() {
    long id = pq.putItem("a");
    get();

    assertThatThrownBy(
            () -> connect().updateStatus(id, Status.PROCESSED, "x".repeat(16 * 1024 + 1)))
        .isInstanceOf(ItemTooLargeException.class);
    assertThat(status(id)).isEqualTo(Status.UNDER_PROCESS);
  }
}
