package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Claim;
import atk.pq.CrashCause;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueBusyException;
import atk.pq.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed or stopped while items wait in them for a handler. */
@Tag("slow")
@Timeout(180)
class WorkerFaultsTest {
  private static final int ITEMS = 6_000;
  private static final int HANDLERS = 8;
  private static final int HELD_AFTER = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  @DisplayName("S4 S10 what a killed worker had claimed ahead comes again, what it ended does not")
  void killed() throws InterruptedException {
    try (PersistentQ pq = connect()) {
      pq.putItems(Collections.nCopies(ITEMS, NewItem.of("item")));
      Set<Long> orphans = new HashSet<>();
      Set<Long> finished = new HashSet<>();
      for (int kill = 1; kill <= 3; kill++) {
        try (Child worker = start("rest=1")) {
          worker.await(HELD_AFTER, Ack::isAck);
          worker.kill();
          Set<Long> begun = begun(worker, 0);
          assertThat(begun).as("begun after kill %d", kill - 1).noneMatch(finished::contains);
          finished.addAll(ids(pq, Status.PROCESSED));
          ids(pq, Status.UNDER_PROCESS).stream()
              .filter(id -> !begun.contains(id))
              .forEach(orphans::add);
        }
      }
      assertThat(finished).isNotEmpty();
      assertThat(orphans).as("claimed by a killed worker and not begun").isNotEmpty();
      try (Child last = start("rest=1")) {
        await(() -> ids(pq, Status.PROCESSED).size() == ITEMS);
        assertThat(begun(last, 0)).noneMatch(finished::contains);
      }
      for (long id : orphans) {
        assertThat(pq.crashes(id))
            .isNotEmpty()
            .allSatisfy(crash -> assertThat(crash.cause()).isEqualTo(CrashCause.EXPIRED));
      }
    }
  }

  @Test
  @DisplayName("S2 a worker stopped past its leases begins none of the items it had claimed ahead")
  void paused() throws InterruptedException {
    try (PersistentQ pq = connect()) {
      boolean isShown = false;
      for (int attempt = 0; attempt < 10 && !isShown; attempt++) {
        pq.putItems(Collections.nCopies(ITEMS, NewItem.of("item")));
        isShown = pause(pq);
      }
      assertThat(isShown).as("a worker was stopped while items waited in it").isTrue();
    }
  }

  /** False where it was stopped while it wrote, or when it held no more than it handled. */
  private boolean pause(PersistentQ pq) throws InterruptedException {
    try (Child worker = start("hold=" + HELD_AFTER)) {
      worker.await(HELD_AFTER + HANDLERS, Ack::isAck);
      Thread.sleep(20);
      worker.pause();
      Set<Long> held = ids(pq, Status.UNDER_PROCESS);
      int heard = worker.lines().size();
      Set<Long> taken;
      try {
        taken = takeAll(pq, held);
      } catch (QueueBusyException e) {
        return false;
      } finally {
        worker.resume();
      }
      worker.tell("go on");
      List<Long> more = pq.putItems(Collections.nCopies(HELD_AFTER, NewItem.of("item")));
      await(() -> begun(worker, heard).containsAll(more));
      assertThat(begun(worker, heard)).noneMatch(taken::contains);
      return held.size() > HANDLERS;
    }
  }

  private PersistentQ connect() {
    return PersistentQ.connect(
        PqConfig.builder(folder.resolve("jobs.db").toString())
            .lease(Duration.ofMillis(300))
            .busyTimeout(Duration.ofSeconds(2))
            .maxSubmissions(1_000)
            .retryDelay(Duration.ofMillis(10), Duration.ofMillis(50))
            .build());
  }

  private Child start(String how) {
    Path file = folder.resolve("jobs.db");
    return Child.of(WorkerMain.class, file, "threads=" + HANDLERS, "lease=300", how).start();
  }

  /** What it said it began, from this line on. */
  private static Set<Long> begun(Child worker, int from) {
    List<String> lines = worker.lines();
    return lines.subList(from, lines.size()).stream()
        .filter(Ack::isAck)
        .map(line -> Ack.parse(line).id())
        .collect(Collectors.toSet());
  }

  /** Another consumer gets and finishes all there is, until it had these; all it finished. */
  private static Set<Long> takeAll(PersistentQ pq, Set<Long> held) throws InterruptedException {
    Set<Long> taken = new HashSet<>();
    await(
        () -> {
          pq.sweep();
          List<Claim> claims = pq.getItems(GetRequest.one().withMax(1_000).withLease(PATIENCE));
          pq.processed(claims);
          claims.forEach(claim -> taken.add(claim.id()));
          return taken.containsAll(held);
        });
    return taken;
  }

  private static Set<Long> ids(PersistentQ pq, Status status) {
    try (Stream<Item> items = pq.find(ItemFilter.all().withStatus(status))) {
      return items.map(Item::id).collect(Collectors.toSet());
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen in time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
