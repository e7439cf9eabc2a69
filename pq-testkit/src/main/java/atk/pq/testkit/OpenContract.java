package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.NewerSchemaException;
import atk.pq.QueueClosedException;
import atk.pq.Status;
import atk.pq.spi.Claimed;
import atk.pq.spi.Settlement.Verdict;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Opening, closing and opening again. */
public abstract class OpenContract extends EngineScene {
  protected OpenContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
  }

  @Test
  @DisplayName("S8: what was written is there after closing and opening again, in every state")
  void everythingIsThereAfterOpeningAgain() {
    for (Status status : Status.values()) {
      itemThatIs(status);
    }
    List<Item> before = all(ItemFilter.all(), 100);

    engine.close();
    engine = open();

    assertThat(all(ItemFilter.all(), 100)).isEqualTo(before);
    assertThat(settings(QUEUE)).isEqualTo(config.newQueueSettings(QUEUE));
  }

  @Test
  @DisplayName("S2: a claim can be settled by its token after opening again")
  void aClaimOutlivesItsProcess() {
    put("a");
    Claimed claim = claim();
    engine.close();
    engine = open();

    assertThat(settle(claim, Verdict.PROCESSED).isApplied()).isTrue();
    assertThat(status(claim.item().id())).isEqualTo(Status.PROCESSED);
  }

  @Test
  @DisplayName("order and history outlive closing")
  void theOrderOutlivesClosing() {
    put(item("second"), priority(1, item("first")), item("third"));
    long failed = put(priority(2, item("failed")));
    settle(claim(), Verdict.CRASHED);
    var crashes = crashes(failed);
    engine.close();
    engine = open();

    assertThat(crashes(failed)).isEqualTo(crashes).hasSize(1);
    assertThat(claimAllTexts()).containsExactly("first", "second", "third");
  }

  @Test
  @DisplayName("a closed engine says so, refuses every call, and may be closed again")
  void aClosedEngineRefuses() {
    assertThat(engine.isOpen()).isTrue();
    engine.close();
    engine.close();

    assertThat(engine.isOpen()).isFalse();
    assertThatThrownBy(() -> put("late")).isInstanceOf(QueueClosedException.class);
    assertThatThrownBy(() -> find(1)).isInstanceOf(QueueClosedException.class);
  }

  @Test
  @DisplayName("closing one engine leaves another on the same store at work")
  void enginesOfOneStoreAreIndependent() {
    long id = put("a");
    open().close();

    assertThat(status(id)).isEqualTo(Status.UNPROCESSED);
    put("b");
    assertThat(claimAllTexts()).containsExactly("a", "b");
  }

  @Test
  @DisplayName("S24: a store of a newer release is refused")
  void aNewerStoreIsRefused() {
    put("a");
    engine.close();
    fixture.pretendNewerRelease();

    assertThatThrownBy(this::open).isInstanceOf(NewerSchemaException.class);
  }

  @Test
  @DisplayName("idle maintenance harms nothing")
  void idleHarmsNothing() {
    put("a");
    engine.idle();
    put("b");
    engine.idle();

    assertThat(claimAllTexts()).containsExactly("a", "b");
  }
}
