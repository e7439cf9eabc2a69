package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Failure;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.MoveFailedException;
import atk.pq.MoveProgress.Step;
import atk.pq.MoveReport;
import atk.pq.Mover;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueMovedException;
import atk.pq.QueueSettings;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link Mover} promises; a class is made for each pair of engines and direction. */
public abstract class MoverContract extends MoverScene {
  protected MoverContract(Supplier<EngineFixture> sources, Supplier<EngineFixture> destinations) {
    super(sources, destinations);
  }

  // ---- everything arrives

  @Test
  @DisplayName("S26: all items arrive as they were: states, histories, results, files, settings")
  void movesEverything() throws IOException {
    Path small = Files.writeString(folder.resolve("small.txt"), "small");
    Path large = Files.write(folder.resolve("large.bin"), new byte[300_000]);
    try (PersistentQ pq = PersistentQ.connect(source)) {
      fill(pq, small, large);
    }
    Everything before = on(source, Everything::of);
    MoveReport report = mover().run();
    Everything after = on(destination, Everything::of);

    assertThat(after).usingRecursiveComparison().isEqualTo(before);
    assertThat(after.items())
        .extracting(Item::status)
        .contains(Status.PROCESSED, Status.UNPROCESSED, Status.CRASHED, Status.MANUAL_INTERVENTION);
    assertThat(report.items()).isEqualTo(before.items().size()).isGreaterThan(8);
    assertThat(report.damaged()).isEmpty();
    assertThat(report.fenced()).isZero();
    try (PersistentQ pq = PersistentQ.connect(destination)) {
      assertThat(pq.checkFiles().isWhole()).isTrue();
      assertThat(pq.checkFiles().checked()).isEqualTo(4);
      long next = pq.putItem("next");
      assertThat(next).isGreaterThan(before.items().get(before.items().size() - 1).id());
    }
  }

  private static void fill(PersistentQ pq, Path small, Path large) {
    pq.putItem(NewItem.of("finished").key("k").header("a", "ü"));
    take(pq).processed("its result");
    pq.putItem("crashed twice");
    take(pq).crashed(Failure.because("first").withRetryIn(Duration.ZERO));
    take(pq).crashed(Failure.because("second").withRetryIn(LONG));
    pq.putItem("hopeless");
    take(pq).crashed(Failure.hopeless("never"));
    pq.putItem(NewItem.of("later").delay(LONG).priority(-3));
    pq.putItem(NewItem.of("urgent").priority(7).queue("other"));
    pq.putItem(NewItem.file(small));
    pq.putItem(NewItem.file(large));
    pq.putItem(NewItem.file(large).key("the same content again"));
    pq.putItem(NewItem.reference(small));
    pq.putItem(NewItem.of("paused").queue("paused"));
    QueueSettings paused = settings(pq).get("paused");
    pq.configure(paused.withPaused(true).withRetention(Duration.ofDays(9)).withMaxSubmissions(7));
  }

  @Test
  @DisplayName("S26: a content that is damaged at the source is told, and moves all the same")
  void tellsOfDamage() {
    long id = on(source, pq -> pq.putItem("a"));
    sourceFixture.damage(id);

    assertThat(mover().run().damaged()).containsExactly(id);
    Optional<Claim> none = on(destination, pq -> pq.getItem());
    assertThat(none).isEmpty();
  }

  @Test
  @DisplayName("an empty source moves too")
  void movesNothing() {
    on(source, pq -> pq.counts());

    assertThat(mover().run().items()).isZero();
    long first = on(destination, pq -> pq.putItem("first"));
    assertThat(first).isPositive();
  }

  // ---- afterwards

  @Test
  @DisplayName("S26: who opens the source is told where to go; undo takes it up again")
  void staysBehindMarked() {
    on(source, pq -> pq.putItem("a"));
    mover().run();

    QueueMovedException moved =
        assertThatExceptionOfType(QueueMovedException.class)
            .isThrownBy(() -> on(source, pq -> pq.getItem()))
            .actual();
    assertThat(moved).hasMessageContaining(moved.other()).hasMessageContaining("--undo");
    assertThat(destination.dbName()).contains(moved.other().replaceFirst("^.*/", ""));
    assertThatExceptionOfType(QueueMovedException.class).isThrownBy(() -> mover().run());
    Mover.undo(source);
    String again = on(source, pq -> take(pq).item().text());
    assertThat(again).isEqualTo("a");
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> Mover.undo(source));
  }

  @Test
  @DisplayName("a destination can be moved on, and back into a new database")
  void movesOn() {
    on(source, pq -> pq.putItem("a"));
    mover().run();
    on(destination, pq -> pq.putItem("b"));
    try (EngineFixture third = sources.get()) {
      PqConfig last = third.config().filesFolder(folder.resolve("third")).build();
      Mover.of(destination, last).run();
      List<Item> items = on(last, pq -> Everything.of(pq).items());
      assertThat(items).extracting(Item::text).containsExactly("a", "b");
    }
  }

  // ---- claims

  @Test
  @DisplayName("S26: gives up when claims do not end in time, and the source goes on")
  void givesUp() {
    try (PersistentQ pq = PersistentQ.connect(source)) {
      pq.putItem("a");
      pq.putItem("b");
      Claim held = take(pq);

      assertThatExceptionOfType(MoveFailedException.class)
          .isThrownBy(() -> mover().waitForClaims(Duration.ZERO).run())
          .withMessageContaining("1 items")
          .withMessageContaining("--fence");
      held.processed();
      assertThat(take(pq).item().text()).isEqualTo("b");
    }
  }

  @Test
  @DisplayName("S26: waits for claims to end; puts go on meanwhile, nothing is handed out")
  void waitsForClaims() {
    AtomicBoolean waited = new AtomicBoolean();
    try (PersistentQ pq = PersistentQ.connect(source)) {
      pq.putItem("a");
      pq.putItem("b");
      Claim held = take(pq);
      mover()
          .onProgress(
              progress -> {
                if (progress.step() == Step.WAITING && waited.compareAndSet(false, true)) {
                  assertThat(pq.getItem()).isEmpty();
                  pq.putItem(NewItem.of("c").queue("made meanwhile"));
                  held.processed();
                }
              })
          .run();
    }
    Everything after = on(destination, Everything::of);
    assertThat(after.items())
        .extracting(Item::status)
        .containsExactly(Status.PROCESSED, Status.UNPROCESSED, Status.UNPROCESSED);
    assertThat(after.settings().values()).extracting(QueueSettings::paused).containsOnly(false);
  }

  @Test
  @DisplayName("S26: a fenced holder cannot finish; its item is Crashed, by order")
  void fences() {
    try (PersistentQ pq = PersistentQ.connect(source)) {
      long id = pq.putItem("a");
      Claim held = take(pq);

      assertThat(mover().waitForClaims(Duration.ZERO).fence(true).run().fenced()).isEqualTo(1);
      assertThatThrownBy(held::processed)
          .isInstanceOfAny(StaleClaimException.class, QueueMovedException.class);
      assertThatThrownBy(() -> pq.claim(id, held.token()).crashed("late"))
          .isInstanceOfAny(StaleClaimException.class, QueueMovedException.class);
      Everything after = on(destination, Everything::of);
      assertThat(after.items()).extracting(Item::status).containsExactly(Status.CRASHED);
      assertThat(after.crashes().get(id))
          .extracting(Crash::cause)
          .containsExactly(CrashCause.FORCED);
      on(
          destination,
          other -> {
            assertThatExceptionOfType(StaleClaimException.class)
                .isThrownBy(() -> other.claim(id, held.token()).processed());
            return true;
          });
    }
  }
}
