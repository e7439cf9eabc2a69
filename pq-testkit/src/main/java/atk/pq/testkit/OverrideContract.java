package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Item;
import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Outcome;
import atk.pq.spi.Outcome.Kind;
import atk.pq.spi.Settlement.Verdict;
import atk.pq.spi.StatusChange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link atk.pq.spi.WriteTx#override}: an operator's moves. */
public abstract class OverrideContract extends EngineScene {
  protected OverrideContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  static Stream<Arguments> everyMove() {
    return Arrays.stream(Status.values())
        .flatMap(from -> Arrays.stream(Status.values()).map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @DisplayName("any edge of the diagram but Under_Process to Unprocessed; others are ILLEGAL")
  @MethodSource("everyMove")
  void alongTheDiagramOnly(Status from, Status to) {
    boolean isRelease = from == Status.UNDER_PROCESS && to == Status.UNPROCESSED;
    boolean isLegal = from.canBecome(to) && !isRelease;
    long id = itemThatIs(from);
    Item before = find(id);

    Outcome outcome = override(id, to);

    if (isLegal) {
      assertThat(outcome.kind()).isEqualTo(Kind.APPLIED);
      assertThat(outcome.status()).isEqualTo(to);
      assertThat(status(id)).isEqualTo(to);
    } else {
      assertThat(outcome).isEqualTo(Outcome.illegal(from));
      assertThat(find(id)).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("S3: from Under_Process to Processed: the note is the result, the holder loses it")
  void finishedByForce() {
    long id = put("a");
    Claimed claim = claim();
    Outcome outcome = override(id, Status.PROCESSED, "done by hand");

    assertThat(outcome.isApplied()).isTrue();
    assertThat(find(id).result()).isEqualTo("done by hand");
    assertThat(find(id).leaseUntil()).isNull();
    assertThat(settle(claim, Verdict.CRASHED).kind()).isEqualTo(Kind.STALE);
    assertThat(status(id)).isEqualTo(Status.PROCESSED);
  }

  @Test
  @DisplayName("S3, S6: from Under_Process to Crashed: cause FORCED, then as any crash")
  void crashedByForce() {
    long id = put("a");
    Claimed claim = claim();
    Outcome outcome = override(id, Status.CRASHED, "stuck");

    assertThat(outcome.status()).isEqualTo(Status.CRASHED);
    assertThat(crashes(id)).hasSize(1);
    Crash crash = crashes(id).get(0);
    assertThat(crash.cause()).isEqualTo(CrashCause.FORCED);
    assertThat(crash.reason()).isEqualTo("stuck");
    assertThat(crash.submission()).isEqualTo(1);
    assertThat(crash.consumer()).as("who lost it").isEqualTo(ME);
    assertThat(settle(claim, Verdict.PROCESSED).kind()).isEqualTo(Kind.STALE);
    fixture.advance(RETRY_DELAY.multipliedBy(2));
    assertThat(claim().item().submissionCount()).isEqualTo(2);
  }

  @Test
  @DisplayName("the last submission crashed by force goes on to Manual_intervention at once")
  void theLastSubmissionCrashedByForce() {
    long id = put("a");
    configure(settings(QUEUE).withMaxSubmissions(1));
    claim();

    assertThat(override(id, Status.CRASHED).status()).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
  }

  @Test
  @DisplayName("to Under_Process: claims that item for the change's consumer, past others")
  void claimsOneItem() {
    List<Long> ids = put(item("a"), item("b"));
    Outcome outcome = override(ids.get(1), Status.UNDER_PROCESS);

    assertThat(outcome.isApplied()).isTrue();
    Claimed claim = outcome.claimed();
    assertThat(claim).isNotNull();
    assertThat(claim.item()).isEqualTo(find(ids.get(1)));
    assertThat(claim.item().consumer()).isEqualTo(OTHER);
    assertThat(claim.item().submissionCount()).isEqualTo(1);
    assertThat(claim.item().leaseUntil()).isEqualTo(claim.item().updatedAt().plus(LEASE));
    assertThat(claimAllTexts()).containsExactly("a");
    assertThat(settle(claim, Verdict.PROCESSED).isApplied()).isTrue();
  }

  @Test
  @DisplayName("to Under_Process: a delayed item too")
  void claimsADelayedItem() {
    long id = put(delay(Duration.ofHours(1), item("later")));
    Claimed claim = override(id, Status.UNDER_PROCESS).claimed();

    assertThat(claim).isNotNull();
    assertThat(claim.item().text()).isEqualTo("later");
    assertThat(settle(claim, Verdict.PROCESSED).isApplied()).isTrue();
  }

  @Test
  @DisplayName("a delayed item claimed early and released is ready, at the place of its put")
  void releasesAnItemClaimedEarly() {
    long id = put(delay(Duration.ofHours(1), item("later")));
    put("next");
    Claimed claim = override(id, Status.UNDER_PROCESS).claimed();
    assertThat(claim).isNotNull();
    assertThat(settle(claim, Verdict.RELEASED).isApplied()).isTrue();

    assertThat(status(id)).isEqualTo(Status.UNPROCESSED);
    assertThat(find(id).submissionCount()).isZero();
    assertThat(claimAllTexts()).containsExactly("later", "next");
  }

  @Test
  @DisplayName("S13: to Under_Process: a damaged item is not delivered")
  void aDamagedItem() {
    long id = put("a");
    fixture.damage(id);

    assertThat(override(id, Status.UNDER_PROCESS).claimed()).isNull();
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(crashes(id)).extracting(Crash::cause).containsExactly(CrashCause.DAMAGED);
  }

  @Test
  @DisplayName("from Crashed to Unprocessed: at once, its count kept")
  void submittedEarly() {
    long id = itemThatIs(Status.CRASHED);
    override(id, Status.UNPROCESSED);

    assertThat(find(id).submissionCount()).isEqualTo(1);
    assertThat(claim().item().submissionCount()).isEqualTo(2);
  }

  @Test
  @DisplayName("from Crashed to Unprocessed: only while submissions are left")
  void nothingLeft() {
    long id = itemThatIs(Status.CRASHED);
    configure(settings(QUEUE).withMaxSubmissions(1));
    Item before = find(id);

    assertThat(override(id, Status.UNPROCESSED)).isEqualTo(Outcome.illegal(Status.CRASHED));
    assertThat(find(id)).isEqualTo(before);
  }

  @Test
  @DisplayName("from Crashed to Manual_intervention: parked, and no longer submitted")
  void parked() {
    long id = itemThatIs(Status.CRASHED);
    override(id, Status.MANUAL_INTERVENTION);
    fixture.advance(Duration.ofDays(1));
    sweep();

    assertThat(claim(1)).isEmpty();
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
  }

  @Test
  @DisplayName("from Manual_intervention to Unprocessed: submission_count 0, its history kept")
  void retried() {
    long id = put("a");
    settle(claim(), Verdict.HOPELESS);
    assertThat(override(id, Status.UNPROCESSED)).isEqualTo(Outcome.applied(Status.UNPROCESSED));

    assertThat(find(id).submissionCount()).isZero();
    assertThat(crashes(id)).hasSize(1);
    for (int submission = 1; submission <= MAX_SUBMISSIONS; submission++) {
      assertThat(claim().item().submissionCount()).isEqualTo(submission);
      override(id, Status.CRASHED);
      fixture.advance(Duration.ofDays(1));
    }
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(crashes(id)).hasSize(1 + MAX_SUBMISSIONS);
  }

  @Test
  @DisplayName("outcomes come in the order asked, each move seeing the one before")
  void aBatchOfMoves() {
    long id = put("a");
    List<Outcome> outcomes =
        write(
            tx ->
                tx.override(
                    List.of(
                        new StatusChange(4711, Status.PROCESSED, null, ME),
                        new StatusChange(id, Status.PROCESSED, null, ME),
                        new StatusChange(id, Status.UNDER_PROCESS, null, ME),
                        new StatusChange(id, Status.PROCESSED, null, ME),
                        new StatusChange(id, Status.CRASHED, null, ME))));

    assertThat(outcomes)
        .extracting(Outcome::kind)
        .containsExactly(Kind.UNKNOWN_ITEM, Kind.ILLEGAL, Kind.APPLIED, Kind.APPLIED, Kind.ILLEGAL);
    assertThat(outcomes.get(0).status()).isNull();
    assertThat(status(id)).isEqualTo(Status.PROCESSED);
  }

  private Outcome override(long id, Status to, String note) {
    return write(tx -> tx.override(List.of(new StatusChange(id, to, note, OTHER)))).get(0);
  }
}
