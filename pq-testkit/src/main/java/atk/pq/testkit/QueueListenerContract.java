package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.CrashCause;
import atk.pq.Failure;
import atk.pq.IllegalTransitionException;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqListener;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.spi.Payload;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link PqListener}: who is told what. */
public abstract class QueueListenerContract extends QueueScene {
  private final Notes notes = new Notes();

  protected QueueListenerContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  /** Writes down what it hears. */
  private static final class Notes implements PqListener {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final AtomicInteger turns = new AtomicInteger();
    final AtomicInteger calls = new AtomicInteger();
    final AtomicLong longest = new AtomicLong();

    @Override
    public void put(long id, NewItem item) {
      heard.add("put " + item.text());
    }

    @Override
    public void claimed(Item item) {
      heard.add("claimed " + item.text());
    }

    @Override
    public void processed(long id) {
      heard.add("processed");
    }

    @Override
    public void crashed(long id, CrashCause cause, String reason) {
      heard.add("crashed " + cause + " " + reason);
    }

    @Override
    public void parked(long id, CrashCause cause, String reason) {
      heard.add("parked " + cause + " " + reason);
    }

    @Override
    public void released(long id) {
      heard.add("released");
    }

    @Override
    public void retried(long id) {
      heard.add("retried");
    }

    @Override
    public void swept(SweepReport report) {
      heard.add("swept " + report.total());
    }

    @Override
    public void purged(long count) {
      heard.add("purged " + count);
    }

    @Override
    public void turnCommitted(int size, Duration took) {
      longest.accumulateAndGet(took.toNanos(), Math::max);
      turns.incrementAndGet();
      calls.addAndGet(size);
    }
  }

  private PersistentQ listening() {
    return connect(config -> config.listener(notes));
  }

  @Test
  @DisplayName("every move of this process is told, once, in order")
  void everyMove() {
    PersistentQ told = listening();
    told.putItem(NewItem.of("a").key("k"));
    told.putItem(NewItem.of("again").key("k"));
    told.getItem().orElseThrow().release();
    told.getItem().orElseThrow().crashed("no");
    fixture.advance(Duration.ofDays(1));
    Claim claim = told.getItem().orElseThrow();
    claim.crashed(Failure.hopeless("never"));
    told.retry(claim.id());
    told.getItem().orElseThrow().processed(NewItem.of("b"));
    told.purge(Duration.ZERO, Status.PROCESSED);

    assertThat(notes.heard)
        .containsExactly(
            "put a",
            "claimed a",
            "released",
            "claimed a",
            "crashed FAILED no",
            "claimed a",
            "parked FAILED never",
            "retried",
            "claimed a",
            "processed",
            "put b",
            "purged 1");
  }

  @Test
  @DisplayName("an operator's moves and sweeps are told")
  void operatorAndManager() {
    PersistentQ told = listening();
    long id = told.putItem("a");
    pq.updateStatus(id, Status.UNDER_PROCESS);
    told.updateStatus(id, Status.CRASHED, "stuck");
    fixture.advance(Duration.ofDays(1));
    told.sweep();
    told.sweep();

    assertThat(notes.heard).containsExactly("put a", "crashed FORCED stuck", "swept 1");
  }

  @Test
  @DisplayName("S13: a damaged item that is put aside is told, before the get has its answer")
  void aDamagedItem() {
    PersistentQ told = listening();
    long taken = told.putItem("a");
    long chosen = told.putItem("b");
    fixture.damage(taken);
    fixture.damage(chosen);
    assertThatThrownBy(() -> told.updateStatus(chosen, Status.UNDER_PROCESS))
        .isInstanceOf(IllegalTransitionException.class);
    assertThat(told.getItem()).isEmpty();

    String parked = "parked DAMAGED " + Payload.DAMAGED;
    assertThat(notes.heard).containsExactly("put a", "put b", parked, parked);
  }

  @Test
  @DisplayName("what another process does is not told")
  void onlyThisProcess() {
    listening();
    pq.putItem("a");
    get().processed();

    assertThat(notes.heard).isEmpty();
  }

  @Test
  @DisplayName("every commit turn is told with the number of its calls")
  void turns() {
    PersistentQ told = listening();
    for (int i = 0; i < 5; i++) {
      told.putItem("" + i);
    }
    told.close();

    assertThat(notes.turns.get()).isPositive();
    assertThat(notes.longest.get()).as("what the longest took").isPositive();
    assertThat(notes.calls.get()).isGreaterThanOrEqualTo(5);
  }

  @Test
  @DisplayName("a listener that throws harms nobody: neither the caller nor other listeners")
  void aListenerThatThrows() {
    PqListener broken =
        (PqListener)
            Proxy.newProxyInstance(
                PqListener.class.getClassLoader(),
                new Class<?>[] {PqListener.class},
                (proxy, method, arguments) -> {
                  if (method.getDeclaringClass() == Object.class) {
                    return method.getName().equals("hashCode") ? 1 : null;
                  }
                  throw new IllegalStateException("a broken listener");
                });
    PersistentQ told = connect(config -> config.listener(broken).listener(notes));
    long id = told.putItem("a");
    told.getItem().orElseThrow().release();
    told.getItem().orElseThrow().crashed("no");
    fixture.advance(Duration.ofDays(1));
    told.getItem().orElseThrow().processed();
    told.purge(Duration.ZERO, Status.PROCESSED);

    assertThat(told.findItem(id)).isEmpty();
    assertThat(notes.heard)
        .containsExactly(
            "put a",
            "claimed a",
            "released",
            "claimed a",
            "crashed FAILED no",
            "claimed a",
            "processed",
            "purged 1");
  }
}
