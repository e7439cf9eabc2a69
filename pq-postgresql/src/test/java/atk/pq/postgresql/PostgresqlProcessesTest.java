package atk.pq.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.CrashCause;
import atk.pq.GetRequest;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import atk.pq.worker.ManagerLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many client processes on one server, and one that is stopped past its lease. */
@Tag("slow")
class PostgresqlProcessesTest {
  private static final PostgresServer SERVER = PostgresServer.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  @DisplayName("S1 four consumer and two producer processes: each item once, none missing")
  void eachItemOnce() throws Exception {
    eachItemOnce(2_000);
  }

  @Test
  @Tag("deep")
  @DisplayName("S1 the same with 100,000 items")
  void eachOfManyItemsOnce() throws Exception {
    eachItemOnce(100_000);
  }

  private static void eachItemOnce(int least) throws Exception {
    String url = SERVER.url(SERVER.createDatabase("processes"));
    PersistentQ.connect(url).close();
    List<LoadProcess> producers = new ArrayList<>();
    List<LoadProcess> consumers = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    try (PersistentQ pq = PersistentQ.connect(url)) {
      for (int i = 0; i < 4; i++) {
        consumers.add(LoadProcess.start(url, "consume", 8));
      }
      for (int i = 0; i < 2; i++) {
        producers.add(LoadProcess.start(url, "produce", 4));
      }
      for (LoadProcess producer : producers) {
        producer.awaitMore("PUT", least / 2);
      }
      for (LoadProcess producer : producers) {
        lines.addAll(producer.finish());
      }
      awaitEmpty(pq);
      for (LoadProcess consumer : consumers) {
        assertThat(consumer.count("DONE")).as("each had its share").isPositive();
        lines.addAll(consumer.finish());
      }
    } finally {
      producers.forEach(LoadProcess::close);
      consumers.forEach(LoadProcess::close);
    }
    List<Long> put = ids(lines, "PUT");
    assertThat(lines).as("no error").noneMatch(line -> line.contains(" FAILED "));
    assertThat(put).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(least);
    assertThat(ids(lines, "GOT")).isEqualTo(put);
    assertThat(ids(lines, "DONE")).isEqualTo(put);
    System.out.printf("six processes: %d items, each once%n", put.size());
  }

  private static List<Long> ids(List<String> lines, String kind) {
    return lines.stream()
        .map(line -> line.split(" "))
        .filter(words -> words[1].equals(kind))
        .map(words -> Long.valueOf(words[2]))
        .sorted()
        .toList();
  }

  private static void awaitEmpty(PersistentQ pq) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
    while (pq.counts().get(0).of(Status.PROCESSED) < pq.counts().get(0).total()) {
      assertThat(System.nanoTime()).as("all are processed in time").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  @Test
  @DisplayName("S2 a consumer stopped past its lease changes nothing and is told so")
  void pausedHolder() throws Exception {
    pausedHolder(10);
  }

  @Test
  @Tag("deep")
  @DisplayName("S2 300 pauses, no stale write")
  void oftenPausedHolder() throws Exception {
    pausedHolder(300);
  }

  private static void pausedHolder(int rounds) throws Exception {
    String url = SERVER.url(SERVER.createDatabase("paused"));
    PqConfig config =
        PqConfig.builder(url).maxSubmissions(100).retryDelay(Duration.ZERO, Duration.ZERO).build();
    try (PersistentQ pq = PersistentQ.connect(config);
        ManagerLoop manager = pq.manager().every(Duration.ofMillis(50)).start();
        LoadProcess holder = LoadProcess.start(url, "hold", 1)) {
      holder.await("READY", 1);
      for (int round = 1; round <= rounds; round++) {
        long id = pq.putItem("item " + round);
        holder.tell();
        holder.await("GOT", round);
        holder.signal("STOP");
        try {
          takeOver(pq, id);
        } finally {
          holder.signal("CONT");
        }
        holder.tell();
        holder.await("STALE", round);
        assertThat(holder.count("DONE")).isZero();
        assertThat(pq.findItem(id).orElseThrow())
            .returns(Status.PROCESSED, item -> item.status())
            .returns("by the other", item -> item.result());
        assertThat(pq.crashes(id))
            .singleElement()
            .returns(CrashCause.EXPIRED, crash -> crash.cause());
      }
    }
    System.out.printf("%d pauses, no stale write%n", rounds);
  }

  /** Another consumer gets the item once the lease is over, and finishes it. */
  private static void takeOver(PersistentQ pq, long id) {
    GetRequest request = GetRequest.one().withLease(PATIENCE).withWaitUpTo(PATIENCE);
    Optional<Claim> claim = pq.getItems(request).stream().findFirst();
    assertThat(claim).as("the item comes back").isPresent();
    assertThat(claim.get().id()).isEqualTo(id);
    assertThat(claim.get().item().submissionCount()).isEqualTo(2);
    claim.get().processed("by the other");
  }
}
