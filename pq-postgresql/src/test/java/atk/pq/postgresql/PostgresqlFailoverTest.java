package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.GetRequest;
import atk.pq.NewItem;
import atk.pq.OutcomeUnknownException;
import atk.pq.PersistentQ;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * S8 beyond one machine: the primary dies under load, the standby is promoted, the same clients go
 * on, and everything that was acknowledged is there. With a control that must lose: a standby that
 * the primary does not wait for, cut off before.
 */
@Tag("slow")
class PostgresqlFailoverTest {
  private static final String STANDBY = "standby1";

  /** What happens to the standby shortly before the primary is killed. */
  private enum Trouble {
    NONE,
    RECEIVER_PAUSED,
    CUT_OFF
  }

  private record Finding(Acknowledged acknowledged, List<String> missing, long doubled) {}

  @Test
  @DisplayName("S8: a primary killed under load loses nothing that was acknowledged")
  void killed() throws Exception {
    assertNothingLost(play(true, Trouble.NONE, 300));
  }

  @Test
  @DisplayName(
      "control: with an asynchronous standby that was cut off, acknowledged items are lost")
  void control() throws Exception {
    Finding finding = play(false, Trouble.CUT_OFF, 300);
    assertThat(finding.missing()).as("what the control must lose").isNotEmpty();
  }

  @Test
  @Tag("deep")
  @DisplayName("S8: the same under a longer load")
  void killedUnderLongLoad() throws Exception {
    assertNothingLost(play(true, Trouble.NONE, 10_000));
  }

  @Test
  @Tag("deep")
  @DisplayName("S8: the same when the standby's receiver was paused before")
  void receiverPaused() throws Exception {
    assertNothingLost(play(true, Trouble.RECEIVER_PAUSED, 5_000));
  }

  @Test
  @Tag("deep")
  @DisplayName("S8: the same when the standby was cut off before")
  void cutOff() throws Exception {
    assertNothingLost(play(true, Trouble.CUT_OFF, 5_000));
  }

  private static void assertNothingLost(Finding finding) {
    assertThat(finding.missing()).isEmpty();
    assertThat(finding.doubled()).as("items that are there twice").isZero();
    assertThat(finding.acknowledged().claimedTwice()).as("same id, same token").isZero();
  }

  private static Finding play(boolean isSynchronous, Trouble trouble, int load) throws Exception {
    try (PostgresServer primary = PostgresServer.start(Map.of("wal_keep_size", "256MB"));
        PostgresServer standby = primary.standby(STANDBY)) {
      String database = primary.createDatabase("failover");
      primary.awaitStandby();
      if (isSynchronous) {
        primary.set("synchronous_standby_names", STANDBY);
      }
      String url =
          "postgresql://pq@127.0.0.1:%d,127.0.0.1:%d/%s?socketTimeout=5"
              .formatted(primary.port(), standby.port(), database);
      PersistentQ.connect(url).close();
      try (PersistentQ pq = PersistentQ.connect(url + "&busyTimeout=60s");
          LoadProcess producer = LoadProcess.start(url, "produce", 16);
          LoadProcess consumer = LoadProcess.start(url, "consume", 8)) {
        CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> get(pq, "after"));
        producer.awaitMore("PUT", load);
        consumer.awaitMore("DONE", load / 2);
        makeTrouble(trouble, standby);
        if (!isSynchronous) {
          producer.awaitMore("PUT", load / 2);
        } else if (trouble != Trouble.NONE) {
          Thread.sleep(1_000); // acknowledgements stand still; calls pile up
        }
        primary.kill();
        if (trouble == Trouble.RECEIVER_PAUSED) {
          standby.resumeReceiver();
        }
        standby.promote();
        standby.execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = ''");
        standby.execute("postgres", "SELECT pg_reload_conf()");
        producer.awaitMore("PUT", load / 3);
        consumer.awaitMore("DONE", load / 3);
        try (PersistentQ other = PersistentQ.connect(url)) {
          long id = other.putItem(NewItem.of("after the failover").queue("after"));
          assertThat(waiting.get(30, TimeUnit.SECONDS)).as("who waited all the time").isEqualTo(id);
        }
        Acknowledged acknowledged = new Acknowledged(List.of(producer.finish(), consumer.finish()));
        try (Connection connection = standby.connect(database)) {
          Finding finding =
              new Finding(
                  acknowledged, acknowledged.missing(connection), Acknowledged.doubled(connection));
          report(isSynchronous, trouble, finding);
          return finding;
        }
      }
    }
  }

  private static long get(PersistentQ pq, String queue) {
    GetRequest request = GetRequest.from(queue).withWaitUpTo(Duration.ofMinutes(5));
    while (true) {
      try {
        return pq.getItems(request).get(0).id();
      } catch (OutcomeUnknownException e) {
        // it looked for items just when its server was killed; it had none, so it asks again
      }
    }
  }

  private static void makeTrouble(Trouble trouble, PostgresServer standby) throws Exception {
    switch (trouble) {
      case NONE -> {}
      case RECEIVER_PAUSED -> standby.pauseReceiver();
      case CUT_OFF -> standby.cutOff();
    }
  }

  private static void report(boolean isSynchronous, Trouble trouble, Finding finding) {
    Acknowledged acknowledged = finding.acknowledged();
    System.out.printf(
        "failover, %s, standby's trouble %s: %d puts and %d finishes acknowledged, %d missing,"
            + " %d doubled, longest silence %d ms%n",
        isSynchronous ? "synchronous" : "asynchronous",
        trouble,
        acknowledged.puts(),
        acknowledged.done(),
        finding.missing().size(),
        finding.doubled(),
        acknowledged.longestSilence());
  }
}
