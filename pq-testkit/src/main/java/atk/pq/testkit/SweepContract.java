package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Item;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.spi.Claimed;
import atk.pq.spi.Settlement.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link atk.pq.spi.WriteTx#sweep}: the Manager's duties. */
public abstract class SweepContract extends EngineScene {
  protected SweepContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("finds nothing to do where there is nothing")
  void nothingToDo() {
    assertThat(sweep()).isEqualTo(SweepReport.NOTHING);
    for (Status status : Status.values()) {
      itemThatIs(status);
    }
    assertThat(sweep()).as("nothing is due yet").isEqualTo(SweepReport.NOTHING);
  }

  @Test
  @DisplayName("S4: an item is orphaned when its lease is over, not before")
  void anOrphan() {
    long id = put("a");
    Claimed claim = claim();
    fixture.advance(LEASE.minusMinutes(2));
    assertThat(sweep().orphaned()).isZero();
    assertThat(status(id)).isEqualTo(Status.UNDER_PROCESS);

    fixture.advance(Duration.ofMinutes(2));
    SweepReport report = sweep();

    assertThat(report.orphaned()).isEqualTo(1);
    assertThat(report.parked()).isZero();
    Item item = find(id);
    assertThat(item.status()).isEqualTo(Status.CRASHED);
    assertThat(item.leaseUntil()).isNull();
    assertThat(item.submissionCount()).isEqualTo(1);
    assertThat(item.availableAt()).as("rests as after any crash").isAfter(item.updatedAt());
    assertThat(settle(claim, Verdict.PROCESSED).isApplied()).as("the claim is lost").isFalse();
  }

  @Test
  @DisplayName("S6: an orphan leaves a row: cause EXPIRED, who held it and since when")
  void anOrphanLeavesARow() {
    long id = put("a");
    claim();
    fixture.advance(LEASE);
    Instant claimedAt = find(id).updatedAt();
    sweep();

    List<Crash> crashes = crashes(id);
    assertThat(crashes).hasSize(1);
    Crash crash = crashes.get(0);
    assertThat(crash.itemId()).isEqualTo(id);
    assertThat(crash.cause()).isEqualTo(CrashCause.EXPIRED);
    assertThat(crash.submission()).isEqualTo(1);
    assertThat(crash.consumer()).isEqualTo(ME);
    assertThat(crash.claimedAt()).isEqualTo(claimedAt);
    assertThat(crash.crashedAt()).isEqualTo(find(id).updatedAt());
  }

  @Test
  @DisplayName("an orphan of the last submission goes to Manual_intervention in the same sweep")
  void theLastOrphan() {
    long id = put("a");
    configure(settings(QUEUE).withMaxSubmissions(2));
    settle(claim(), Verdict.CRASHED);
    fixture.advance(Duration.ofDays(1));
    claim();
    fixture.advance(LEASE);
    SweepReport report = sweep();

    assertThat(report.orphaned()).isEqualTo(1);
    assertThat(report.parked()).isEqualTo(1);
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
  }

  @Test
  @DisplayName("crashed items whose rest is over go to the tail of their priority")
  void crashedItemsComeDue() {
    long id = itemThatIs(Status.CRASHED);
    fixture.advance(RETRY_DELAY.multipliedBy(2));
    SweepReport report = sweep();

    assertThat(report).isEqualTo(new SweepReport(0, 1, 0, 0, 0));
    assertThat(status(id)).isEqualTo(Status.UNPROCESSED);
    assertThat(sweep()).as("once only").isEqualTo(SweepReport.NOTHING);
  }

  @Test
  @DisplayName("a crashed item that may not be submitted again goes to Manual_intervention")
  void aSpentItemIsParked() {
    long id = itemThatIs(Status.CRASHED);
    configure(settings(QUEUE).withMaxSubmissions(1));
    fixture.advance(Duration.ofDays(1));
    SweepReport report = sweep();

    assertThat(report.parked()).isEqualTo(1);
    assertThat(report.resubmitted()).isZero();
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
  }

  @Test
  @DisplayName("delayed items that have come due are released")
  void delayedItemsComeDue() {
    put(delay(Duration.ofMinutes(10), item("a")), delay(Duration.ofHours(9), item("b")));
    fixture.advance(Duration.ofMinutes(10));

    assertThat(sweep()).isEqualTo(new SweepReport(0, 0, 0, 1, 0));
    assertThat(claimAllTexts()).containsExactly("a");
  }

  @Test
  @DisplayName("S18: Processed items past the retention of their queue are removed, no others")
  void retention() {
    configure(config.newQueueSettings("short").withRetention(Duration.ofHours(1)));
    put(in("short", item("a")), item("b"));
    Claimed expiring = claim("short", 1, null).get(0);
    settle(expiring, Verdict.PROCESSED);
    settle(claim(), Verdict.PROCESSED);
    put(in("short", item("parked")));
    settle(claim("short", 1, null).get(0), Verdict.HOPELESS);
    put(in("short", item("waits")));

    fixture.advance(Duration.ofMinutes(50));
    assertThat(sweep().purged()).isZero();
    fixture.advance(Duration.ofMinutes(10));
    assertThat(sweep()).isEqualTo(new SweepReport(0, 0, 0, 0, 1));

    assertThat(lookUp(expiring.item().id())).isEmpty();
    assertThat(count(Status.PROCESSED)).as("of the queue that keeps for ever").isEqualTo(1);
    assertThat(count(Status.MANUAL_INTERVENTION)).isEqualTo(1);
    assertThat(count(Status.UNPROCESSED)).isEqualTo(1);
  }

  @Test
  @DisplayName("S5: a paused queue is swept all the same")
  void aPausedQueueIsSwept() {
    put(item("a"), delay(Duration.ofMinutes(1), item("b")));
    claim();
    configure(settings(QUEUE).withPaused(true));
    fixture.advance(LEASE);

    assertThat(sweep()).isEqualTo(new SweepReport(1, 0, 0, 1, 0));
  }

  @Test
  @DisplayName("at most `limit` of each duty; what is left is done by the next sweeps")
  void theLimit() {
    configure(config.newQueueSettings(QUEUE).withRetention(Duration.ZERO));
    for (int i = 0; i < 5; i++) {
      put("finished " + i);
    }
    for (Claimed claim : claim(5)) {
      settle(claim, Verdict.PROCESSED);
    }
    for (int i = 0; i < 5; i++) {
      put("orphan " + i);
      put(delay(Duration.ofMinutes(1), item("delayed " + i)));
    }
    assertThat(claim(5)).hasSize(5);
    fixture.advance(LEASE);

    List<SweepReport> reports = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      reports.add(write(tx -> tx.sweep(2)));
    }
    assertThat(reports).extracting(SweepReport::orphaned).containsExactly(2, 2, 1);
    assertThat(reports).extracting(SweepReport::released).containsExactly(2, 2, 1);
    assertThat(reports).extracting(SweepReport::purged).containsExactly(2, 2, 1);
    assertThat(count(Status.CRASHED)).isEqualTo(5);
    assertThat(count(Status.PROCESSED)).isZero();
  }

  @Test
  @DisplayName("S23: a clock put back orphans nobody early and loses nothing")
  void theClockIsPutBack() {
    long held = put("a");
    Claimed claim = claim();
    put(delay(Duration.ofMinutes(1), item("b")));
    fixture.advance(Duration.ofHours(-1));

    assertThat(sweep()).isEqualTo(SweepReport.NOTHING);
    assertThat(settle(claim, Verdict.PROCESSED).isApplied()).isTrue();
    assertThat(status(held)).isEqualTo(Status.PROCESSED);
    fixture.advance(Duration.ofHours(2));
    assertThat(claimAllTexts()).containsExactly("b");
  }
}
