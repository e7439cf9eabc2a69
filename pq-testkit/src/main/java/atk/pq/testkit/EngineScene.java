package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Page;
import atk.pq.PqConfig;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Flush;
import atk.pq.spi.Extension;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.Outcome;
import atk.pq.spi.Payload;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import atk.pq.spi.StatusChange;
import atk.pq.spi.WriteTx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An open engine on an empty store, and the small actions that the contract's tests share. */
public abstract class EngineScene {
  static final String QUEUE = "jobs";
  static final String ME = "here:1:main";
  static final String OTHER = "there:2:main";
  static final Duration LEASE = Duration.ofMinutes(10);
  static final Duration RETRY_DELAY = Duration.ofMinutes(1);
  static final int MAX_SUBMISSIONS = 3;

  private final Supplier<EngineFixture> fixtures;
  private final List<Engine> opened = new ArrayList<>();
  EngineFixture fixture;
  PqConfig config;
  Engine engine;

  EngineScene(Supplier<EngineFixture> fixtures) {
    this.fixtures = fixtures;
  }

  @BeforeEach
  void openEngine() {
    fixture = fixtures.get();
    config =
        fixture
            .config()
            .lease(LEASE)
            .maxSubmissions(MAX_SUBMISSIONS)
            .retryDelay(RETRY_DELAY, Duration.ofHours(1))
            .build();
    engine = open();
  }

  @AfterEach
  void closeEngine() {
    opened.forEach(Engine::close);
    fixture.close();
  }

  /** Opens the same store once more, as another process would. */
  Engine open() {
    Engine another = fixture.open(config);
    opened.add(another);
    return another;
  }

  // ---- items to insert

  static Insert item(String text) {
    return new Insert(QUEUE, 0, Duration.ZERO, null, Map.of(), Payload.text(text));
  }

  static Insert in(String queue, Insert item) {
    return new Insert(
        queue, item.priority(), item.delay(), item.key(), item.headers(), item.payload());
  }

  static Insert priority(int priority, Insert item) {
    return new Insert(
        item.queue(), priority, item.delay(), item.key(), item.headers(), item.payload());
  }

  static Insert delay(Duration delay, Insert item) {
    return new Insert(
        item.queue(), item.priority(), delay, item.key(), item.headers(), item.payload());
  }

  static Insert key(String key, Insert item) {
    return new Insert(
        item.queue(), item.priority(), item.delay(), key, item.headers(), item.payload());
  }

  // ---- one verb in one transaction

  <R> R write(Function<WriteTx, R> work) {
    return engine.write(Flush.NEEDED, work);
  }

  long put(String text) {
    return put(item(text));
  }

  long put(Insert item) {
    return write(tx -> tx.insert(List.of(item))).get(0).id();
  }

  List<Long> put(Insert... items) {
    return write(tx -> tx.insert(List.of(items))).stream().map(Inserted::id).toList();
  }

  List<Claimed> claim(int max) {
    return claim(QUEUE, max, null);
  }

  List<Claimed> claim(String queue, int max, @Nullable Duration lease) {
    ClaimRequest request = new ClaimRequest(queue, max, lease, ME);
    return write(tx -> tx.claim(List.of(request))).get(0);
  }

  /** The topmost item, which must be there. */
  Claimed claim() {
    List<Claimed> claimed = claim(1);
    assertThat(claimed).as("one item handed out").hasSize(1);
    return claimed.get(0);
  }

  /** The texts of all that is ready, in the order it is handed out one by one. */
  List<String> claimAllTexts() {
    List<String> texts = new ArrayList<>();
    for (List<Claimed> one = claim(1); !one.isEmpty(); one = claim(1)) {
      texts.add(one.get(0).item().text());
    }
    return texts;
  }

  Outcome settle(Settlement settlement) {
    return write(tx -> tx.settle(List.of(settlement))).get(0);
  }

  Outcome settle(Claimed claim, Verdict verdict) {
    return settle(settlement(claim, verdict));
  }

  static Settlement settlement(Claimed claim, Verdict verdict) {
    return new Settlement(claim.item().id(), claim.token(), verdict, null, null);
  }

  Outcome extend(Claimed claim, Duration lease) {
    return write(tx -> tx.extend(List.of(new Extension(claim.item().id(), claim.token(), lease))))
        .get(0);
  }

  Outcome override(long id, Status to) {
    return write(tx -> tx.override(List.of(new StatusChange(id, to, null, OTHER)))).get(0);
  }

  SweepReport sweep() {
    return write(tx -> tx.sweep(1000));
  }

  void configure(QueueSettings settings) {
    write(
        tx -> {
          tx.configure(settings);
          return null;
        });
  }

  QueueSettings settings(String queue) {
    return queues().stream()
        .filter(settings -> settings.queue().equals(queue))
        .findFirst()
        .orElseThrow();
  }

  // ---- what is stored

  Optional<Item> lookUp(long id) {
    return engine.read(view -> view.find(id));
  }

  Item find(long id) {
    return lookUp(id).orElseThrow();
  }

  Optional<byte[]> content(long id) {
    return engine.read(view -> view.content(id));
  }

  List<Crash> crashes(long id) {
    return engine.read(view -> view.crashes(id));
  }

  List<Counts> counts() {
    return engine.read(view -> view.counts());
  }

  List<QueueSettings> queues() {
    return engine.read(view -> view.queues());
  }

  Optional<Instant> nextDue() {
    return engine.read(view -> view.nextDue());
  }

  Status status(long id) {
    return find(id).status();
  }

  long count(Status status) {
    return count(ItemFilter.all().withStatus(status));
  }

  long count(ItemFilter filter) {
    return engine.read(view -> view.count(filter));
  }

  List<Item> all(ItemFilter filter, int limit) {
    List<Item> items = new ArrayList<>();
    long after = 0;
    for (boolean isLast = false; !isLast; ) {
      long from = after;
      Page page = engine.read(view -> view.page(filter, from, limit));
      items.addAll(page.items());
      assertThat(page.isLast() || page.next() > after).as("each page gets further").isTrue();
      after = page.next();
      isLast = page.isLast();
    }
    return items;
  }

  // ---- items in each state

  /** A new item, brought into this state as its consumers would. */
  long itemThatIs(Status status) {
    long id = put("an item that is " + status);
    if (status != Status.UNPROCESSED) {
      StatusChange toMe = new StatusChange(id, Status.UNDER_PROCESS, null, ME);
      Claimed claim = write(tx -> tx.override(List.of(toMe)).get(0).claimed());
      assertThat(claim).isNotNull();
      switch (status) {
        case PROCESSED -> settle(claim, Verdict.PROCESSED);
        case CRASHED -> settle(claim, Verdict.CRASHED);
        case MANUAL_INTERVENTION -> settle(claim, Verdict.HOPELESS);
        case UNDER_PROCESS, UNPROCESSED -> {}
      }
    }
    assertThat(status(id)).isEqualTo(status);
    return id;
  }
}
