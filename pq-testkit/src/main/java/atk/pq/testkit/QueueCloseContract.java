package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.QueueClosedException;
import atk.pq.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link PersistentQ#close}. */
public abstract class QueueCloseContract extends QueueScene {
  protected QueueCloseContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("a closed queue refuses every call, and may be closed again")
  void aClosedQueueRefuses() {
    long id = pq.putItem("a");
    Claim claim = get();
    pq.close();
    pq.close();

    List<Runnable> calls =
        List.of(
            () -> pq.putItem("late"),
            () -> pq.getItem(),
            () -> pq.getItem(PATIENCE),
            () -> pq.updateStatus(id, Status.PROCESSED),
            () -> claim.extend(LEASE),
            () -> pq.findItem(id),
            () -> pq.count(ItemFilter.all()),
            () -> pq.sweep(),
            () -> pq.purge(Duration.ZERO, Status.PROCESSED),
            () -> pq.awaitItem(id, PATIENCE));
    assertThat(calls)
        .allSatisfy(call -> assertThatThrownBy(call::run).isInstanceOf(QueueClosedException.class));
  }

  @Test
  @DisplayName("what was put is there for the next connection; held claims stay until their lease")
  void theNextConnection() {
    pq.putItem("a");
    long held = get().id();
    long ready = pq.putItem("b");
    pq.close();
    pq = connect();

    assertThat(status(held)).isEqualTo(Status.UNDER_PROCESS);
    assertThat(get().id()).isEqualTo(ready);
    fixture.advance(LEASE);
    assertThat(pq.sweep().orphaned()).isEqualTo(2);
  }

  @Test
  @DisplayName("closing answers who waits for items with nothing, at once")
  void closingEndsWaits() throws Exception {
    List<Future<Optional<Claim>>> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(start(() -> pq.getItem(Duration.ofHours(1))));
    }
    letItWait(waiting.get(0));
    pq.close();

    for (Future<Optional<Claim>> get : waiting) {
      assertThat(answer(get)).isEmpty();
    }
  }

  @Test
  @DisplayName("closing while threads put: each put is acknowledged and there, or refused")
  void closingWhilePutting() throws Exception {
    List<Future<List<Long>>> puts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      puts.add(start(this::putUntilClosed));
    }
    await(() -> pq.count(ItemFilter.all()) >= 20);
    pq.close();
    List<Long> acknowledged = new ArrayList<>();
    for (Future<List<Long>> put : puts) {
      acknowledged.addAll(answer(put));
    }

    pq = connect();
    List<Long> there = pq.getAllItems().map(item -> item.id()).toList();
    assertThat(there).containsExactlyInAnyOrderElementsOf(acknowledged);
  }

  private List<Long> putUntilClosed() {
    List<Long> ids = new ArrayList<>();
    try {
      while (true) {
        ids.add(pq.putItem("x"));
      }
    } catch (QueueClosedException e) {
      return ids;
    }
  }

  @Test
  @DisplayName("closing one of two connections leaves the other at work")
  void theOtherGoesOn() {
    PersistentQ other = connect();
    other.putItem("a");
    pq.close();

    other.getItem().orElseThrow().processed();
    assertThat(other.counts().get(0).of(Status.PROCESSED)).isEqualTo(1);
  }
}
