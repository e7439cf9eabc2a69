package atk.pq.testkit;

import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Item;
import atk.pq.ItemFilter;
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
import atk.pq.spi.Outcome.Kind;
import atk.pq.spi.Payload;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import atk.pq.spi.StatusChange;
import atk.pq.spi.WriteTx;
import atk.pq.testkit.StateModel.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plays one sequence on an engine and on the model, step by step, and compares the two. */
final class ModelPlay {
  private static final List<Duration> SPANS =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(3));

  private final EngineFixture fixture;
  private final Engine engine;
  private final StateModel model = new StateModel();
  private final List<List<Held>> claims = new ArrayList<>();
  private final ModelComparison comparison = new ModelComparison(model);

  /** A claim that an actor has, or had. */
  private record Held(long id, long token) {}

  ModelPlay(EngineFixture fixture, Engine engine) {
    this.fixture = fixture;
    this.engine = engine;
    for (int i = 0; i < ModelStep.ACTORS; i++) {
      claims.add(new ArrayList<>());
    }
  }

  /** Plays all steps on an emptied store; throws at the first disagreement. */
  void play(List<ModelStep> steps) {
    engine.write(Flush.NOT_NEEDED, this::empty);
    for (ModelStep step : steps) {
      if (step.verb() == ModelStep.Verb.ADVANCE) {
        fixture.advance(step.from(SPANS));
      } else {
        engine.write(Flush.NOT_NEEDED, tx -> play(step, tx));
      }
    }
  }

  private @Nullable Void empty(WriteTx tx) {
    tx.purge(ItemFilter.all(), Integer.MAX_VALUE);
    StateModel.QUEUES.forEach(queue -> tx.configure(settings(queue)));
    return null;
  }

  private QueueSettings settings(String queue) {
    return new QueueSettings(
        queue,
        StateModel.LEASE,
        StateModel.MAX_SUBMISSIONS,
        StateModel.REST,
        StateModel.LONGEST_REST,
        queue.equals("right") ? StateModel.RETENTION : null,
        model.paused.get(queue));
  }

  private @Nullable Void play(ModelStep step, WriteTx tx) {
    switch (step.verb()) {
      case PUT -> put(step, tx);
      case GET -> get(step, tx);
      case FINISH -> settle(step, tx, Verdict.PROCESSED);
      case FAIL -> settle(step, tx, Verdict.CRASHED);
      case HOPELESS -> settle(step, tx, Verdict.HOPELESS);
      case RELEASE -> settle(step, tx, Verdict.RELEASED);
      case EXTEND -> extend(step, tx);
      case OVERRIDE -> override(step, tx, model.all(), Status.values()[step.number() % 5]);
      case RETRY -> {
        List<Entry> parked = model.those(e -> e.status == Status.MANUAL_INTERVENTION);
        override(step, tx, parked, Status.UNPROCESSED);
      }
      case SWEEP -> sweep(tx);
      case PURGE -> purge(step, tx);
      case PAUSE, RESUME -> {
        String queue = step.from(StateModel.QUEUES);
        model.paused.put(queue, step.verb() == ModelStep.Verb.PAUSE);
        tx.configure(settings(queue));
      }
      case ADVANCE -> throw new AssertionError("time passes between transactions");
    }
    comparison.compare(tx);
    return null;
  }

  private void put(ModelStep step, WriteTx tx) {
    String queue = step.from(StateModel.QUEUES);
    int priority = step.number() % 3 - 1;
    String key = step.number() % 5 == 0 ? "key " + step.number() % 2 : null;
    Duration delay = step.number() % 4 == 0 ? SPANS.get(step.number() % 6) : Duration.ZERO;
    Entry taken = model.withKey(queue, key);
    Insert insert =
        new Insert(queue, priority, delay, key, Map.of(), Payload.text("" + step.number()));
    Inserted answer = tx.insert(List.of(insert)).get(0);
    if (taken != null) {
      same("the answer to a taken key", answer, new Inserted(taken.id, false));
      return;
    }
    same("a put is new", answer.isNew(), true);
    same("ids rise", answer.id() > model.lastId, true);
    model.put(answer.id(), queue, priority, key, delay, tx.now());
  }

  private void get(ModelStep step, WriteTx tx) {
    String queue = step.from(StateModel.QUEUES);
    int max = 1 + step.number() % 3;
    List<Entry> expected = model.get(queue, max, tx.now());
    ClaimRequest request = new ClaimRequest(queue, max, null, "actor:" + step.actor());
    List<Claimed> claimed = tx.claim(List.of(request)).get(0);
    List<Long> ids = claimed.stream().map(claim -> claim.item().id()).toList();
    same("what is handed out", ids, expected.stream().map(entry -> entry.id).toList());
    for (int i = 0; i < claimed.size(); i++) {
      held(step, expected.get(i), claimed.get(i));
    }
  }

  private void held(ModelStep step, Entry entry, Claimed claim) {
    same("a fresh token", claim.token() != entry.token, true);
    entry.token = claim.token();
    claims.get(step.actor()).add(new Held(entry.id, claim.token()));
  }

  /** With a claim that the actor has or had: it may be lost by now. */
  private void settle(ModelStep step, WriteTx tx, Verdict verdict) {
    List<Held> own = claims.get(step.actor());
    if (own.isEmpty()) {
      return;
    }
    Held claim = step.from(own);
    Entry entry = model.entries.get(claim.id());
    String note = step.number() % 2 == 0 ? "note " + step.number() : null;
    Duration retryIn = step.number() % 3 == 0 ? Duration.ofSeconds(90) : null;
    Settlement settlement = new Settlement(claim.id(), claim.token(), verdict, note, retryIn);
    Outcome outcome = tx.settle(List.of(settlement)).get(0);
    if (fenced(entry, claim, outcome)) {
      settled(tx, entry, settlement);
      same("the state in the outcome", outcome.status(), entry.status);
    }
  }

  private void settled(WriteTx tx, Entry entry, Settlement settlement) {
    Instant now = tx.now();
    switch (settlement.verdict()) {
      case PROCESSED -> model.finish(entry, settlement.note(), now);
      case RELEASED -> model.release(entry, now);
      case CRASHED -> crashed(tx, entry, settlement.retryIn(), CrashCause.FAILED);
      case HOPELESS, DAMAGED -> {
        crashed(tx, entry, null, CrashCause.FAILED);
        model.park(entry, now);
      }
    }
  }

  /** Checks the outcome of a verb that is fenced; whether it should have been applied. */
  private boolean fenced(@Nullable Entry entry, Held claim, Outcome outcome) {
    boolean isHeld =
        entry != null && entry.status == Status.UNDER_PROCESS && entry.token == claim.token();
    Kind expected = entry == null ? Kind.UNKNOWN_ITEM : isHeld ? Kind.APPLIED : Kind.STALE;
    same("the outcome", outcome.kind(), expected);
    same("the state in the outcome", outcome.status() == null, entry == null);
    return isHeld;
  }

  /** The due time has a random part: it is taken from the engine after a check of its bounds. */
  private void crashed(WriteTx tx, Entry entry, @Nullable Duration retryIn, CrashCause cause) {
    Item item = tx.find(entry.id).orElseThrow();
    if (item.status() == Status.CRASHED) {
      long rest = Duration.between(tx.now(), item.availableAt()).toMillis();
      long doubled = StateModel.REST.toMillis() << (entry.submissions - 1);
      long usual = Math.min(doubled, StateModel.LONGEST_REST.toMillis());
      boolean isRight =
          retryIn != null
              ? rest == retryIn.toMillis()
              : rest >= usual * 8 / 10 && rest <= usual * 12 / 10;
      same("a rest of " + rest + " ms is within its bounds", isRight, true);
    }
    model.crash(entry, item.availableAt(), tx.now());
    List<Crash> history = tx.crashes(entry.id);
    same("crashes of item " + entry.id, history.size(), entry.crashes);
    Crash last = history.get(history.size() - 1);
    same("the cause", last.cause(), cause);
    same("the submission that crashed", last.submission(), entry.submissions);
  }

  private void extend(ModelStep step, WriteTx tx) {
    List<Held> own = claims.get(step.actor());
    if (own.isEmpty()) {
      return;
    }
    Held claim = step.from(own);
    Entry entry = model.entries.get(claim.id());
    Duration lease = SPANS.get(step.number() % SPANS.size());
    Extension extension = new Extension(claim.id(), claim.token(), lease);
    if (fenced(entry, claim, tx.extend(List.of(extension)).get(0))) {
      entry.leaseEnds = tx.now().plus(lease);
    }
  }

  private void override(ModelStep step, WriteTx tx, List<Entry> among, Status to) {
    if (among.isEmpty()) {
      return;
    }
    Entry entry = step.from(among);
    StatusChange change = new StatusChange(entry.id, to, null, "actor:" + step.actor());
    Outcome outcome = tx.override(List.of(change)).get(0);
    boolean isLegal = StateModel.mayOperatorMove(entry.status, to);
    same("the outcome", outcome.kind(), isLegal ? Kind.APPLIED : Kind.ILLEGAL);
    if (!isLegal) {
      return;
    }
    switch (to) {
      case UNPROCESSED -> model.joinTail(entry, tx.now());
      case UNDER_PROCESS -> {
        model.handOut(entry, tx.now());
        held(step, entry, Objects.requireNonNull(outcome.claimed()));
      }
      case PROCESSED -> model.finish(entry, null, tx.now());
      case CRASHED -> crashed(tx, entry, null, CrashCause.FORCED);
      case MANUAL_INTERVENTION -> model.park(entry, tx.now());
    }
  }

  private void sweep(WriteTx tx) {
    Instant now = tx.now();
    List<Entry> orphans = model.orphans(now);
    SweepReport report = tx.sweep(1000);
    orphans.forEach(orphan -> crashed(tx, orphan, null, CrashCause.EXPIRED));
    int parked = (int) orphans.stream().filter(o -> o.status == Status.MANUAL_INTERVENTION).count();
    SweepReport expected =
        model
            .comeDue(now)
            .plus(new SweepReport(orphans.size(), 0, parked, 0, model.dropPastRetention(now)));
    same("the report of a sweep", report, expected);
  }

  private void purge(ModelStep step, WriteTx tx) {
    String queue = step.from(StateModel.QUEUES);
    Status status = Status.values()[step.number() % 5];
    // whether coming due touches a delayed item is left open
    boolean byAge = status != Status.UNPROCESSED;
    Duration age = byAge ? SPANS.get(step.number() % SPANS.size()) : Duration.ZERO;
    ItemFilter filter = ItemFilter.all().withQueue(queue).withStatus(status).withOlderThan(age);
    Instant latest = tx.now().minus(age);
    List<Entry> doomed =
        model.those(e -> e.queue.equals(queue) && e.status == status && !e.touched.isAfter(latest));
    same("the dry run of a purge", tx.count(filter), (long) doomed.size());
    same("purged", tx.purge(filter, 1000), model.drop(doomed));
  }

  static void same(String what, @Nullable Object actual, @Nullable Object expected) {
    if (!Objects.equals(actual, expected)) {
      throw new AssertionError(
          what + ": the engine says " + actual + ", the model says " + expected);
    }
  }
}
