package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Item;
import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Outcome;
import atk.pq.spi.Outcome.Kind;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link atk.pq.spi.WriteTx#settle}: how a claim ends. */
public abstract class SettleContract extends EngineScene {
  protected SettleContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  private Outcome settle(Claimed claim, Verdict verdict, String note, Duration retryIn) {
    return settle(new Settlement(claim.item().id(), claim.token(), verdict, note, retryIn));
  }

  @Test
  @DisplayName("PROCESSED ends the item; S25 the result is kept with it")
  void processed() {
    long id = put("a");
    Claimed claim = claim();
    fixture.advance(Duration.ofSeconds(3));
    Outcome outcome = settle(claim, Verdict.PROCESSED, "42 rows ✓", null);

    assertThat(outcome).isEqualTo(Outcome.applied(Status.PROCESSED));
    Item item = find(id);
    assertThat(item.status()).isEqualTo(Status.PROCESSED);
    assertThat(item.result()).isEqualTo("42 rows ✓");
    assertThat(item.submissionCount()).isEqualTo(1);
    assertThat(item.leaseUntil()).isNull();
    assertThat(item.updatedAt()).isAfter(claim.item().updatedAt());
    assertThat(crashes(id)).isEmpty();
    assertThat(claim(1)).isEmpty();
  }

  @Test
  @DisplayName("PROCESSED without a note has no result")
  void processedWithoutResult() {
    long id = put("a");
    settle(claim(), Verdict.PROCESSED);

    assertThat(find(id).result()).isNull();
  }

  @Test
  @DisplayName("CRASHED rests the item: a state one can see and count, until its delay is over")
  void crashed() {
    long id = put("a");
    Outcome outcome = settle(claim(), Verdict.CRASHED, "no", null);

    assertThat(outcome).isEqualTo(Outcome.applied(Status.CRASHED));
    assertThat(status(id)).isEqualTo(Status.CRASHED);
    assertThat(count(Status.CRASHED)).isEqualTo(1);
    assertThat(find(id).leaseUntil()).isNull();
    assertThat(find(id).submissionCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("S7: the rest doubles with each submission, give or take a fifth")
  void theRestDoubles() {
    long id = put("a");
    configure(settings(QUEUE).withMaxSubmissions(10));
    Duration expected = RETRY_DELAY;
    for (int submission = 1; submission <= 4; submission++) {
      settle(claim(), Verdict.CRASHED);
      Item item = find(id);
      long rest = Duration.between(item.updatedAt(), item.availableAt()).toMillis();
      assertThat(rest)
          .as("rest after submission %d", submission)
          .isBetween(expected.toMillis() * 8 / 10, expected.toMillis() * 12 / 10);
      fixture.advance(Duration.ofMillis(rest));
      expected = expected.multipliedBy(2);
    }
  }

  @Test
  @DisplayName("S7: a rest asked for is kept exactly")
  void theRestAskedFor() {
    long id = put("a");
    settle(claim(), Verdict.CRASHED, null, Duration.ofMinutes(17));

    Item item = find(id);
    assertThat(item.availableAt()).isEqualTo(item.updatedAt().plus(Duration.ofMinutes(17)));
    fixture.advance(Duration.ofMinutes(10));
    assertThat(claim(1)).isEmpty();
    fixture.advance(Duration.ofMinutes(7));
    assertThat(claim().item().submissionCount()).isEqualTo(2);
  }

  @Test
  @DisplayName("the last submission that crashes goes on to Manual_intervention at once")
  void theLastSubmission() {
    long id = put("a");
    for (int submission = 1; submission <= MAX_SUBMISSIONS; submission++) {
      Outcome outcome = settle(claim(), Verdict.CRASHED, "try " + submission, Duration.ZERO);
      assertThat(outcome.status())
          .isEqualTo(submission < MAX_SUBMISSIONS ? Status.CRASHED : Status.MANUAL_INTERVENTION);
    }

    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(find(id).submissionCount()).isEqualTo(MAX_SUBMISSIONS);
    assertThat(crashes(id)).extracting(Crash::submission).containsExactly(1, 2, 3);
    assertThat(crashes(id)).extracting(Crash::reason).containsExactly("try 1", "try 2", "try 3");
    fixture.advance(Duration.ofDays(9));
    sweep();
    assertThat(claim(1)).isEmpty();
  }

  @Test
  @DisplayName("S6: a crash leaves a row: item, submission, consumer, times, cause, reason")
  void aCrashLeavesARow() {
    long id = put("a");
    Claimed claim = claim();
    fixture.advance(Duration.ofSeconds(5));
    Instant claimedAt = find(id).updatedAt();
    Instant[] now = new Instant[1];
    write(
        tx -> {
          now[0] = tx.now();
          return tx.settle(
              List.of(new Settlement(id, claim.token(), Verdict.CRASHED, "disk ünplugged", null)));
        });

    assertThat(crashes(id))
        .containsExactly(
            new Crash(id, 1, ME, claimedAt, now[0], CrashCause.FAILED, "disk ünplugged"));
  }

  @Test
  @DisplayName("S6: a crash without a reason has none")
  void aCrashWithoutReason() {
    long id = put("a");
    settle(claim(), Verdict.CRASHED);

    assertThat(crashes(id)).extracting(Crash::reason).containsOnlyNulls();
  }

  @Test
  @DisplayName("S7: HOPELESS goes to Manual_intervention at once, cause FAILED")
  void hopeless() {
    long id = put("a");
    Outcome outcome = settle(claim(), Verdict.HOPELESS, "not a CSV", null);

    assertThat(outcome).isEqualTo(Outcome.applied(Status.MANUAL_INTERVENTION));
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(crashes(id)).extracting(Crash::cause).containsExactly(CrashCause.FAILED);
    assertThat(crashes(id)).extracting(Crash::reason).containsExactly("not a CSV");
  }

  @Test
  @DisplayName("S13: DAMAGED goes to Manual_intervention at once, cause DAMAGED")
  void damaged() {
    long id = put("a");
    Outcome outcome = settle(claim(), Verdict.DAMAGED, "the file is gone", null);

    assertThat(outcome).isEqualTo(Outcome.applied(Status.MANUAL_INTERVENTION));
    assertThat(crashes(id)).extracting(Crash::cause).containsExactly(CrashCause.DAMAGED);
  }

  @Test
  @DisplayName("RELEASED gives the item back untouched: no crash, its count taken back")
  void released() {
    long id = put("a");
    Outcome outcome = settle(claim(), Verdict.RELEASED);

    assertThat(outcome).isEqualTo(Outcome.applied(Status.UNPROCESSED));
    assertThat(find(id).submissionCount()).isZero();
    assertThat(find(id).leaseUntil()).isNull();
    assertThat(crashes(id)).isEmpty();
    assertThat(claim().item().submissionCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @DisplayName("S2: a second settlement is STALE and changes nothing")
  @EnumSource(Verdict.class)
  void aSecondSettlementIsStale(Verdict verdict) {
    long id = put("a");
    Claimed claim = claim();
    settle(claim, Verdict.PROCESSED, "first", null);
    Item before = find(id);

    Outcome outcome = settle(claim, verdict, "second", null);

    assertThat(outcome.kind()).isEqualTo(Kind.STALE);
    assertThat(outcome.status()).isEqualTo(Status.PROCESSED);
    assertThat(find(id)).isEqualTo(before);
    assertThat(crashes(id)).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("S2: with a token that never was, STALE and nothing changes")
  @EnumSource(Verdict.class)
  void aWrongTokenIsStale(Verdict verdict) {
    long id = put("a");
    Claimed claim = claim();
    Item before = find(id);

    Outcome outcome =
        settle(new Settlement(id, claim.token() + 1, verdict, "wrong", Duration.ZERO));

    assertThat(outcome.kind()).isEqualTo(Kind.STALE);
    assertThat(outcome.status()).isEqualTo(Status.UNDER_PROCESS);
    assertThat(find(id)).isEqualTo(before);
    assertThat(crashes(id)).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("S2: once the item was given to another, STALE names who has it now")
  @EnumSource(Verdict.class)
  void theItemOfAnother(Verdict verdict) {
    long id = put("a");
    Claimed lost = claim();
    settle(lost, Verdict.RELEASED);
    Claimed held = override(id, Status.UNDER_PROCESS).claimed();
    Item before = find(id);

    Outcome outcome = settle(lost, verdict, "late", null);

    assertThat(outcome.kind()).isEqualTo(Kind.STALE);
    assertThat(outcome.status()).isEqualTo(Status.UNDER_PROCESS);
    assertThat(outcome.consumer()).isEqualTo(OTHER);
    assertThat(find(id)).isEqualTo(before);
    assertThat(settle(held, Verdict.PROCESSED).isApplied()).as("the holder").isTrue();
  }

  @Test
  @DisplayName("S2: an item that was given back is STALE, also before another has it")
  void anItemGivenBack() {
    long id = put("a");
    Claimed claim = claim();
    fixture.advance(LEASE);
    sweep();

    Outcome outcome = settle(claim, Verdict.PROCESSED);

    assertThat(outcome.kind()).isEqualTo(Kind.STALE);
    assertThat(outcome.status()).isEqualTo(Status.CRASHED);
    assertThat(status(id)).isEqualTo(Status.CRASHED);
  }

  @Test
  @DisplayName("S2: token 0 opens nothing, whatever the state of the item")
  void tokenZero() {
    for (Status status : Status.values()) {
      long id = itemThatIs(status);
      Item before = find(id);
      Outcome outcome = settle(new Settlement(id, 0, Verdict.PROCESSED, null, null));
      assertThat(outcome.kind()).as("%s", status).isEqualTo(Kind.STALE);
      assertThat(outcome.status()).isEqualTo(status);
      assertThat(find(id)).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("a lease that is over but was not taken yet can still be settled")
  void anOverdueClaimIsStillHeld() {
    long id = put("a");
    Claimed claim = claim();
    fixture.advance(LEASE.multipliedBy(2));

    assertThat(settle(claim, Verdict.PROCESSED).isApplied()).isTrue();
    assertThat(status(id)).isEqualTo(Status.PROCESSED);
  }

  @Test
  @DisplayName("an item that is not there is UNKNOWN_ITEM")
  void anUnknownItem() {
    assertThat(settle(new Settlement(4711, 1, Verdict.PROCESSED, null, null)))
        .isEqualTo(Outcome.unknownItem());
  }

  @Test
  @DisplayName("outcomes come in the order asked, each for itself; the first to settle wins")
  void aBatchOfSettlements() {
    put(item("a"), item("b"), item("c"), item("d"));
    List<Claimed> claims = claim(4);
    long a = claims.get(0).item().id();

    List<Outcome> outcomes =
        write(
            tx ->
                tx.settle(
                    List.of(
                        settlement(claims.get(3), Verdict.HOPELESS),
                        settlement(claims.get(0), Verdict.PROCESSED),
                        new Settlement(4711, 1, Verdict.PROCESSED, null, null),
                        settlement(claims.get(0), Verdict.CRASHED),
                        settlement(claims.get(2), Verdict.RELEASED),
                        settlement(claims.get(1), Verdict.CRASHED))));

    assertThat(outcomes)
        .extracting(Outcome::kind)
        .containsExactly(
            Kind.APPLIED, Kind.APPLIED, Kind.UNKNOWN_ITEM, Kind.STALE, Kind.APPLIED, Kind.APPLIED);
    assertThat(outcomes)
        .extracting(Outcome::status)
        .containsExactly(
            Status.MANUAL_INTERVENTION,
            Status.PROCESSED,
            null,
            Status.PROCESSED,
            Status.UNPROCESSED,
            Status.CRASHED);
    assertThat(status(a)).isEqualTo(Status.PROCESSED);
    assertThat(crashes(a)).isEmpty();
  }

  @Test
  @DisplayName("many results of one batch do not get mixed up")
  void manyResults() {
    for (int i = 0; i < 50; i++) {
      put("" + i);
    }
    List<Claimed> claims = claim(50);
    write(
        tx ->
            tx.settle(
                claims.stream()
                    .map(
                        claim ->
                            new Settlement(
                                claim.item().id(),
                                claim.token(),
                                Verdict.PROCESSED,
                                "result of " + claim.item().text(),
                                null))
                    .toList()));

    assertThat(claims)
        .allSatisfy(
            claim ->
                assertThat(find(claim.item().id()).result())
                    .isEqualTo("result of " + claim.item().text()));
  }

  @Test
  @DisplayName("of many finished at once, one wrong token and one told twice change nothing else")
  void manyFinishedAtOnce() {
    for (int i = 0; i < 150; i++) {
      put("" + i);
    }
    List<Settlement> all =
        new ArrayList<>(claim(150).stream().map(c -> settlement(c, Verdict.PROCESSED)).toList());
    Settlement wrong = all.get(100);
    all.set(100, new Settlement(wrong.id(), wrong.token() + 1, Verdict.PROCESSED, null, null));
    all.set(140, all.get(10));
    List<Outcome> outcomes = write(tx -> tx.settle(all));

    for (int i = 0; i < 150; i++) {
      Kind expected = i == 100 || i == 140 ? Kind.STALE : Kind.APPLIED;
      assertThat(outcomes.get(i).kind()).as("settlement %d", i).isEqualTo(expected);
    }
    assertThat(status(wrong.id())).isEqualTo(Status.UNDER_PROCESS);
  }
}
