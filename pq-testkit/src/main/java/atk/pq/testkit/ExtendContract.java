package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Item;
import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Extension;
import atk.pq.spi.Outcome;
import atk.pq.spi.Outcome.Kind;
import atk.pq.spi.Settlement.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link atk.pq.spi.WriteTx#extend}: signs of life. */
public abstract class ExtendContract extends EngineScene {
  protected ExtendContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("S4: the lease ends at now + lease, whatever it was before")
  void theLeaseMoves() {
    long id = put("a");
    Claimed claim = claim();
    fixture.advance(Duration.ofMinutes(3));
    for (Duration lease : List.of(Duration.ofHours(1), Duration.ofSeconds(30))) {
      Instant[] now = new Instant[1];
      List<Outcome> outcomes =
          write(
              tx -> {
                now[0] = tx.now();
                return tx.extend(List.of(new Extension(id, claim.token(), lease)));
              });
      assertThat(outcomes).hasSize(1);
      assertThat(outcomes.get(0).kind()).isEqualTo(Kind.APPLIED);
      assertThat(outcomes.get(0).status()).isEqualTo(Status.UNDER_PROCESS);
      assertThat(find(id).leaseUntil()).isEqualTo(now[0].plus(lease));
    }
  }

  @Test
  @DisplayName("S4: an extended item is not orphaned while it gives signs of life, then it is")
  void extensionsKeepTheItem() {
    long id = put("a");
    Claimed claim = claim();
    for (int i = 0; i < 5; i++) {
      fixture.advance(LEASE.dividedBy(2));
      assertThat(extend(claim, LEASE).isApplied()).isTrue();
      assertThat(sweep().orphaned()).isZero();
    }
    assertThat(find(id).submissionCount()).isEqualTo(1);

    fixture.advance(LEASE);
    assertThat(sweep().orphaned()).isEqualTo(1);
    assertThat(status(id)).isEqualTo(Status.CRASHED);
  }

  @Test
  @DisplayName("S2: an extension of a lost claim is STALE, says who has it, and changes nothing")
  void aLostClaim() {
    long id = put("a");
    Claimed lost = claim();
    settle(lost, Verdict.RELEASED);
    override(id, Status.UNDER_PROCESS);
    Item before = find(id);

    Outcome outcome = extend(lost, Duration.ofDays(1));

    assertThat(outcome.kind()).isEqualTo(Kind.STALE);
    assertThat(outcome.status()).isEqualTo(Status.UNDER_PROCESS);
    assertThat(outcome.consumer()).isEqualTo(OTHER);
    assertThat(find(id)).isEqualTo(before);
  }

  @Test
  @DisplayName("S2: an extension after the end, and of an item that is not there")
  void aSettledClaim() {
    long id = put("a");
    Claimed claim = claim();
    settle(claim, Verdict.PROCESSED);
    Item before = find(id);

    assertThat(extend(claim, LEASE).kind()).isEqualTo(Kind.STALE);
    assertThat(find(id)).isEqualTo(before);
    Outcome unknown = write(tx -> tx.extend(List.of(new Extension(4711, 1, LEASE))).get(0));
    assertThat(unknown).isEqualTo(Outcome.unknownItem());
  }

  @Test
  @DisplayName("outcomes come in the order asked")
  void aBatchOfExtensions() {
    put(item("a"), item("b"));
    List<Claimed> claims = claim(2);
    long a = claims.get(0).item().id();
    long b = claims.get(1).item().id();

    List<Outcome> outcomes =
        write(
            tx ->
                tx.extend(
                    List.of(
                        new Extension(4711, 1, LEASE),
                        new Extension(b, claims.get(1).token(), Duration.ofHours(2)),
                        new Extension(a, claims.get(1).token(), Duration.ofHours(9)),
                        new Extension(a, claims.get(0).token(), Duration.ofHours(1)))));

    assertThat(outcomes)
        .extracting(Outcome::kind)
        .containsExactly(Kind.UNKNOWN_ITEM, Kind.APPLIED, Kind.STALE, Kind.APPLIED);
    assertThat(Duration.between(find(a).leaseUntil(), find(b).leaseUntil()))
        .isEqualTo(Duration.ofHours(1));
  }
}
