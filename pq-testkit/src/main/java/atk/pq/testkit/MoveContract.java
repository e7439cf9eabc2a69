package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Counts;
import atk.pq.ItemFile;
import atk.pq.ItemFilter;
import atk.pq.QueueMovedException;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Flush;
import atk.pq.spi.Insert;
import atk.pq.spi.MoveMark;
import atk.pq.spi.MoveMark.Stage;
import atk.pq.spi.Outcome;
import atk.pq.spi.Payload;
import atk.pq.spi.Payload.Kind;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import atk.pq.spi.StatusChange;
import atk.pq.spi.StoredItem;
import atk.pq.spi.WriteTx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a move needs: {@link atk.pq.spi.ReadView#stored}, {@link atk.pq.spi.WriteTx#restore}, {@link
 * atk.pq.spi.WriteTx#markMove}.
 */
public abstract class MoveContract extends EngineScene {
  private static final MoveMark MARK =
      new MoveMark(Stage.MOVING, "a1", "/jobs/of [it's] others.db", List.of("a", "\"b\""), 7);

  private final Supplier<EngineFixture> fixtures;
  private final List<AutoCloseable> others = new ArrayList<>();

  protected MoveContract(Supplier<EngineFixture> fixtures) {
    super(fixtures);
    this.fixtures = fixtures;
  }

  @AfterEach
  void closeOthers() throws Exception {
    for (AutoCloseable other : others) {
      other.close();
    }
  }

  /** Another, empty store. */
  private Engine another() {
    EngineFixture other = fixtures.get();
    Engine opened = other.open(other.config().build());
    others.add(opened);
    others.add(other);
    return opened;
  }

  private static void change(Engine engine, Consumer<WriteTx> work) {
    engine.write(
        Flush.NEEDED,
        tx -> {
          work.accept(tx);
          return true;
        });
  }

  private static List<StoredItem> stored(Engine engine) {
    return engine.read(view -> view.stored(0, 1_000));
  }

  private static Optional<MoveMark> mark(Engine engine) {
    return engine.read(view -> view.moveMark());
  }

  private void copyTo(Engine other) {
    List<StoredItem> items = stored(engine);
    long last = engine.read(view -> view.lastNumber());
    List<QueueSettings> queues = queues();
    change(
        other,
        tx -> {
          queues.forEach(tx::configure);
          tx.restore(items, last);
        });
  }

  // ---- stored, restore

  @Test
  @DisplayName("items of every state arrive as they were, with all that is kept of them")
  void everyState() {
    for (Status status : Status.values()) {
      itemThatIs(status);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("z", "ä \"\n");
    headers.put("a", "");
    put(new Insert(QUEUE, -5, Duration.ofHours(1), "k", headers, Payload.text("late \0 𝄞")));
    put(new Insert("other", 9, Duration.ZERO, "k", Map.of(), file(Kind.INLINE_FILE)));
    put(new Insert("other", 9, Duration.ZERO, null, Map.of(), file(Kind.STORED_FILE)));
    put(new Insert("other", 9, Duration.ZERO, null, Map.of(), file(Kind.REFERENCED_FILE)));
    crashTwiceThenFinish();
    configure(settings("other").withPaused(true).withRetention(Duration.ofDays(3)));
    Engine other = another();
    copyTo(other);

    assertThat(stored(other)).usingRecursiveComparison().isEqualTo(stored(engine));
    assertThat(stored(other)).hasSize(Status.values().length + 5);
    List<QueueSettings> queues = other.read(view -> view.queues());
    assertThat(queues).isEqualTo(queues());
    List<Counts> counts = other.read(view -> view.counts());
    assertThat(counts).isEqualTo(counts());
    StoredItem last = stored(other).get(stored(other).size() - 1);
    assertThat(last.crashes()).hasSize(2);
    assertThat(last.item().result()).isEqualTo("done");
  }

  private static Payload file(Kind kind) {
    byte[] bytes = kind == Kind.INLINE_FILE ? new byte[] {0, 1, -1} : null;
    String path = kind == Kind.REFERENCED_FILE ? "/data/ä b.bin" : null;
    ItemFile file = new ItemFile("b.bin", 3, "ab".repeat(32), "image/png", path, 12);
    int crc = bytes == null ? 17 : Payload.crc(bytes);
    return new Payload(kind, "b.bin", bytes, file, crc, bytes == null ? 5 : bytes.length);
  }

  private void crashTwiceThenFinish() {
    ClaimRequest request = new ClaimRequest("hard", 1, null, ME);
    put(in("hard", item("hard")));
    for (Verdict verdict : List.of(Verdict.CRASHED, Verdict.CRASHED, Verdict.PROCESSED)) {
      Claimed claim = write(tx -> tx.claim(List.of(request))).get(0).get(0);
      String note = verdict == Verdict.CRASHED ? "why \0" : "done";
      settle(new Settlement(claim.item().id(), claim.token(), verdict, note, Duration.ZERO));
    }
  }

  @Test
  @DisplayName("a claim holds on at the other store")
  void aClaimHolds() {
    put("a");
    Claimed claim = claim();
    Engine other = another();
    copyTo(other);
    Settlement done = settlement(claim, Verdict.PROCESSED);

    assertThat(
            other.<Outcome>write(Flush.NEEDED, tx -> tx.settle(List.of(done)).get(0)).isApplied())
        .isTrue();
  }

  @Test
  @DisplayName("items are handed out in the same order, new ones behind them, under new ids")
  void order() {
    long released = put("released");
    put("b");
    override(released, Status.UNDER_PROCESS);
    override(released, Status.CRASHED);
    put(priority(1, item("urgent")));
    long last = put("removed");
    override(last, Status.UNDER_PROCESS);
    override(last, Status.PROCESSED);
    write(tx -> tx.purge(ItemFilter.all().withStatus(Status.PROCESSED), 10));
    Engine other = another();
    copyTo(other);
    change(
        other, tx -> assertThat(tx.insert(List.of(item("new"))).get(0).id()).isGreaterThan(last));
    put("new");
    fixture.advance(Duration.ofDays(1));
    override(released, Status.UNPROCESSED);
    change(other, tx -> tx.override(List.of(to(released, Status.UNPROCESSED))));

    List<String> here = claimAllTexts();
    engine = other;
    assertThat(claimAllTexts()).isEqualTo(here).hasSize(4);
  }

  private static StatusChange to(long id, Status status) {
    return new StatusChange(id, status, null, OTHER);
  }

  @Test
  @DisplayName("a damaged payload stays damaged")
  void damaged() {
    long id = put("a");
    fixture.damage(id);
    Engine other = another();
    copyTo(other);
    engine = other;

    assertThat(claim(1)).isEmpty();
    assertThat(status(id)).isEqualTo(Status.MANUAL_INTERVENTION);
  }

  @Test
  @DisplayName("keys stay taken")
  void keys() {
    long id = put(key("k", item("a")));
    Engine other = another();
    copyTo(other);
    engine = other;

    assertThat(put(key("k", item("b")))).isEqualTo(id);
  }

  @Test
  @DisplayName("pages go by id, and hold a bounded amount")
  void pages() {
    String large = "x".repeat(1_000_000);
    for (int i = 0; i < 12; i++) {
      put(large);
    }
    List<StoredItem> all = new ArrayList<>();
    List<StoredItem> page;
    long after = 0;
    do {
      long from = after;
      page = engine.read(view -> view.stored(from, 7));
      assertThat(page).hasSizeLessThanOrEqualTo(5);
      all.addAll(page);
      after = page.isEmpty() ? after : page.get(page.size() - 1).item().id();
    } while (!page.isEmpty());

    assertThat(all).extracting(one -> one.item().id()).isSorted().doesNotHaveDuplicates();
    assertThat(all).hasSize(12);
  }

  // ---- marks

  @Test
  @DisplayName("a mark comes back as it was, and goes")
  void marks() {
    assertThat(mark(engine)).isEmpty();
    for (Stage stage : Stage.values()) {
      change(engine, tx -> tx.markMove(MARK.withStage(stage)));
      assertThat(mark(open())).contains(MARK.withStage(stage));
    }
    change(engine, tx -> tx.markMove(null));
    assertThat(mark(engine)).isEmpty();
  }

  @Test
  @DisplayName("a transaction that fails leaves no mark")
  void noMark() {
    assertThatThrownBy(
            () ->
                change(
                    engine,
                    tx -> {
                      tx.markMove(MARK);
                      throw new IllegalStateException("after all not");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(mark(engine)).isEmpty();
    put("a");
  }

  @Test
  @DisplayName("a stopped store refuses every change, also by who was connected before")
  void stopped() {
    Engine old = open();
    put("ready");
    put("held");
    Claimed held = claim();
    fixture.advance(LEASE.plusMinutes(1)); // so that a sweep has something to do
    change(engine, tx -> tx.markMove(MARK));
    List<StoredItem> before = stored(engine);

    engine = old;
    refused(tx -> tx.insert(List.of(item("b"))));
    refused(tx -> tx.claim(List.of(new ClaimRequest(QUEUE, 1, null, ME))));
    refused(tx -> tx.settle(List.of(settlement(held, Verdict.PROCESSED))));
    refused(tx -> tx.settle(List.of(settlement(held, Verdict.CRASHED))));
    refused(tx -> tx.override(List.of(to(held.item().id(), Status.CRASHED))));
    refused(tx -> tx.sweep(10));
    refused(tx -> tx.purge(ItemFilter.all(), 10));
    refused(
        tx -> {
          tx.configure(settings(QUEUE).withPaused(true));
          return true;
        });
    assertThat(stored(engine)).usingRecursiveComparison().isEqualTo(before);
  }

  private void refused(Function<WriteTx, ?> work) {
    assertThatExceptionOfType(QueueMovedException.class)
        .isThrownBy(() -> engine.write(Flush.NEEDED, work))
        .satisfies(moved -> assertThat(moved.other()).isEqualTo(MARK.other()));
  }

  @Test
  @DisplayName("a store that goes on takes changes again")
  void goesOn() {
    put("a");
    change(engine, tx -> tx.markMove(MARK));
    change(engine, tx -> tx.markMove(MARK.withStage(Stage.MOVED)));
    refused(tx -> tx.insert(List.of(item("b"))));
    change(
        engine,
        tx -> {
          tx.markMove(MARK.withStage(Stage.DRAINING));
          tx.insert(List.of(item("b")));
        });

    assertThat(claimAllTexts()).containsExactly("a", "b");
  }
}
