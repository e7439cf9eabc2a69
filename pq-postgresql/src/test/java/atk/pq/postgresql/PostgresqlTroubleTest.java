package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import atk.pq.Claim;
import atk.pq.ItemFilter;
import atk.pq.OutcomeUnknownException;
import atk.pq.PersistentQ;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that restarts, loses connections, is killed, or stops to wait: clients go on. */
@Tag("slow")
class PostgresqlTroubleTest {
  private static final String CUT_ALL =
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""";

  private static final String END_WAITING =
      "SELECT count(%s(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

  @Test
  @DisplayName("S8: restarts, cut connections and three kills under load lose and double nothing")
  void restartsCutsAndKills() throws Exception {
    try (PostgresServer server = PostgresServer.start(Map.of())) {
      String database = server.createDatabase("trouble");
      String url = server.url(database);
      PersistentQ.connect(url).close();
      try (LoadProcess producer = LoadProcess.start(url, "produce", 16);
          LoadProcess consumer = LoadProcess.start(url, "consume", 8)) {
        awaitWork(producer, consumer);
        server.stop();
        server.start();
        awaitWork(producer, consumer);
        for (int i = 0; i < 5; i++) {
          server.execute("postgres", CUT_ALL);
          Thread.sleep(50);
        }
        awaitWork(producer, consumer);
        for (int i = 0; i < 3; i++) {
          server.kill();
          server.start();
          awaitWork(producer, consumer);
        }
        Acknowledged acknowledged = new Acknowledged(List.of(producer.finish(), consumer.finish()));
        try (Connection connection = server.connect(database)) {
          System.out.printf(
              "restart, cuts, three kills: %d puts and %d finishes acknowledged, longest silence"
                  + " %d ms%n",
              acknowledged.puts(), acknowledged.done(), acknowledged.longestSilence());
          assertThat(acknowledged.missing(connection)).isEmpty();
          assertThat(Acknowledged.doubled(connection)).isZero();
          assertThat(acknowledged.claimedTwice()).isZero();
        }
      }
    }
  }

  private static void awaitWork(LoadProcess producer, LoadProcess consumer)
      throws InterruptedException {
    producer.awaitMore("PUT", 200);
    consumer.awaitMore("DONE", 100);
  }

  @Test
  @DisplayName("the connection that listens is opened again when it was cut, and the pools recover")
  void listensAgain() throws Exception {
    PostgresServer server = PostgresServer.shared();
    String database = server.createDatabase("listens");
    try (PersistentQ pq = PersistentQ.connect(server.url(database));
        PersistentQ other = PersistentQ.connect(server.url(database))) {
      CompletableFuture<Long> get =
          CompletableFuture.supplyAsync(
              () -> pq.getItem(Duration.ofMinutes(2)).map(Claim::id).orElse(-1L));
      long listener = server.awaitListener(database, 0);
      server.execute(database, CUT_ALL + " AND datname = '" + database + "'");
      assertThat(server.awaitListener(database, listener)).isNotEqualTo(listener);
      long id = other.putItem("after the cut");
      assertThat(get.get(30, TimeUnit.SECONDS)).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_cancel_backend", "pg_terminate_backend"})
  @DisplayName("S9: a commit that stopped to wait for the standby is in doubt, and not repeated")
  void endedWait(String how) throws Exception {
    try (PostgresServer server = PostgresServer.start(Map.of());
        PersistentQ pq = PersistentQ.connect(server.url(server.createDatabase("ended")))) {
      pq.putItem("before");
      server.set("synchronous_standby_names", "nobody");
      AtomicInteger calls = new AtomicInteger();
      CompletableFuture<Throwable> failure =
          CompletableFuture.supplyAsync(
              () ->
                  firstFailureOf(
                      () -> {
                        calls.incrementAndGet();
                        pq.putItem("waits");
                      }));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!failure.isDone() && System.nanoTime() < deadline) {
        server.execute("postgres", END_WAITING.formatted(how));
        Thread.sleep(20);
      }
      assertThat(failure.get(1, TimeUnit.SECONDS)).isInstanceOf(OutcomeUnknownException.class);
      server.set("synchronous_standby_names", "");
      pq.putItem("after");
      assertThat(pq.count(ItemFilter.all().withContaining("waits")))
          .as("it is there, and once")
          .isEqualTo(calls.get());
    }
  }

  /** The server takes the new setting up when it likes: until then puts do not wait. */
  private static Throwable firstFailureOf(ThrowingCallable call) {
    while (true) {
      Throwable failure = catchThrowable(call);
      if (failure != null) {
        return failure;
      }
    }
  }
}
