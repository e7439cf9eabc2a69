package atk.pq.internal;

import atk.pq.Claim;
import atk.pq.CrashCause;
import atk.pq.DamagedFileException;
import atk.pq.Finding;
import atk.pq.GetRequest;
import atk.pq.IllegalTransitionException;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqListener;
import atk.pq.Status;
import atk.pq.SweepReport;
import atk.pq.WatchedFolder;
import atk.pq.internal.files.ItemFiles;
import atk.pq.internal.files.Payloads;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Engine.Subscription;
import atk.pq.spi.Engine.Wake;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.Outcome;
import atk.pq.spi.Payload;
import atk.pq.spi.StatusChange;
import atk.pq.spi.WriteTx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The queue over an engine: checks what is asked, hands it to the {@link Lanes}, tells. */
final class EngineQ extends Console implements PersistentQ {
  private static final int SWEEP_BATCH = 500;
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final PqConfig config;
  private final Lanes commits;
  private final Listeners listeners;
  private final HeldClaims held = new HeldClaims();
  private final Bell ended = new Bell();
  private final ItemFiles files;

  EngineQ(PqConfig config, Engine engine) {
    this(config, engine, new ItemFiles(config));
  }

  private EngineQ(PqConfig config, Engine engine, ItemFiles files) {
    super(config, engine, files);
    this.config = config;
    this.files = files;
    this.listeners = new Listeners(config.listeners());
    this.commits = new Lanes(engine, config.dbType(), new Turns());
  }

  @Override
  public PqConfig config() {
    return config;
  }

  // ---- producer

  @Override
  public List<Long> putItems(List<NewItem> items) {
    if (items.isEmpty()) {
      return List.of();
    }
    List<NewItem> copy = List.copyOf(items);
    try (Payloads payloads = files.payloads(copy)) {
      return told(copy, payloads.commit(() -> commits.run(new Calls.Put(inserts(copy, payloads)))));
    }
  }

  List<Insert> inserts(List<NewItem> items, Payloads payloads) {
    List<Insert> inserts = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      Payloads.Keyed payload = payloads.all().get(i);
      inserts.add(Validation.insert(items.get(i), payload.payload(), payload.key(), config));
    }
    return inserts;
  }

  /** Tells of what was put, and returns the ids. */
  List<Long> told(List<NewItem> items, List<Inserted> inserted) {
    List<Long> ids = new ArrayList<>(inserted.size());
    for (int i = 0; i < inserted.size(); i++) {
      Inserted done = inserted.get(i);
      NewItem item = items.get(i);
      ids.add(done.id());
      if (done.isNew()) {
        listeners.tell(listener -> listener.put(done.id(), item));
      }
    }
    return ids;
  }

  @Override
  public Optional<Item> awaitItem(long id, Duration timeout) {
    long deadline = deadline(timeout);
    try (Subscription others = engine().onWake(Wake.ENDED, ended::ring)) {
      while (true) {
        long heard = ended.rings();
        Item item = findItem(id).orElseThrow(() -> ItemClaim.unknown(id));
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (item.status().isEnd()) {
          return Optional.of(item);
        } else if (left <= 0) {
          return Optional.empty();
        }
        ended.await(heard, Math.min(left, LOOK_AGAIN_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static long deadline(Duration wait) {
    long most = Long.MAX_VALUE / 2; // some 146 years
    long nanos = wait.getSeconds() >= most / 1_000_000_000 ? most : wait.toNanos();
    return System.nanoTime() + nanos;
  }

  // ---- consumer

  @Override
  public List<Claim> getItems(GetRequest asked) {
    String queue = asked.queue() == null ? config.queue() : asked.queue();
    ClaimRequest request = new ClaimRequest(queue, asked.max(), asked.lease(), Consumers.current());
    boolean waits = !asked.waitUpTo().isZero();
    long deadline = deadline(asked.waitUpTo());
    while (true) {
      Calls.Get call = new Calls.Get(request, waits);
      List<Claimed> items = waits ? commits.run(call, deadline) : commits.run(call);
      List<Claim> claims = hold(items);
      if (!claims.isEmpty() || items.isEmpty()) {
        return claims;
      }
    }
  }

  /** The claims of those items whose files are whole. */
  private List<Claim> hold(List<Claimed> items) {
    List<ItemClaim> all = new ArrayList<>(items.size());
    for (Claimed claimed : items) {
      ItemClaim claim = new ItemClaim(this, claimed);
      held.add(claim);
      all.add(claim);
    }
    List<Claim> whole = List.copyOf(Delivery.whole(all));
    for (Claim claim : whole) {
      listeners.tell(listener -> listener.claimed(claim.item()));
    }
    return whole;
  }

  @Override
  public void processed(Collection<? extends Claim> claims) {
    List<ItemClaim> own = new ArrayList<>(claims.size());
    for (Claim claim : claims) {
      own.add((ItemClaim) claim(claim.id(), claim.token()));
    }
    if (!own.isEmpty()) {
      ItemClaim.processed(this, own);
    }
  }

  @Override
  public Claim claim(long id, long token) {
    ItemClaim known = held.find(id);
    return known != null && known.token() == token ? known : new ItemClaim(this, id, token);
  }

  @Override
  public void updateStatus(long id, Status status, @Nullable String note) {
    ItemClaim claim = held.find(id);
    if (claim == null) {
      override(id, status, note);
      return;
    }
    switch (status) {
      case PROCESSED -> claim.processed(note, List.of());
      case CRASHED -> claim.crashed(note);
      case UNPROCESSED -> claim.release();
      case UNDER_PROCESS, MANUAL_INTERVENTION -> throw illegal(id, Status.UNDER_PROCESS, status);
    }
  }

  private void override(long id, Status to, @Nullable String note) {
    if (to == Status.PROCESSED) {
      Validation.result(note);
    }
    String text = to == Status.PROCESSED ? note : Validation.reason(note);
    StatusChange change = new StatusChange(id, to, text, Consumers.current());
    Outcome outcome = commits.run(new Calls.Other<>(tx -> tx.override(List.of(change)).get(0)));
    switch (outcome.kind()) {
      case UNKNOWN_ITEM -> throw ItemClaim.unknown(id);
      case ILLEGAL, STALE -> throw illegal(id, outcome.status(), to);
      case APPLIED -> overridden(id, to, outcome, text == null ? "" : text);
    }
  }

  private void overridden(long id, Status to, Outcome outcome, String note) {
    switch (to) {
      case PROCESSED -> ended(listener -> listener.processed(id));
      case UNPROCESSED -> listeners.tell(listener -> listener.retried(id));
      case CRASHED, MANUAL_INTERVENTION -> crashed(id, outcome.status(), CrashCause.FORCED, note);
      case UNDER_PROCESS -> {
        if (outcome.claimed() != null && hold(List.of(outcome.claimed())).isEmpty()) {
          throw new DamagedFileException(
              "item " + id + " was not handed out: the content of its file is not what was put");
        }
      }
    }
  }

  private static IllegalTransitionException illegal(long id, @Nullable Status from, Status to) {
    return new IllegalTransitionException(
        "item " + id + " is " + from + " and cannot become " + to + " by an operator's word");
  }

  // ---- manager and operator

  @Override
  public SweepReport sweep() {
    SweepReport all = SweepReport.NOTHING;
    SweepReport one;
    do {
      one = commits.run(new Calls.Other<>(EngineQ::sweep));
      all = all.plus(one);
    } while (one.total() >= SWEEP_BATCH);
    if (all.total() > 0) {
      SweepReport report = all;
      ended(listener -> listener.swept(report));
    }
    sweepFilesNowAndThen();
    return all;
  }

  private static SweepReport sweep(WriteTx tx) {
    MoveMarks.checkNotStopped(tx);
    return tx.sweep(SWEEP_BATCH);
  }

  @Override
  public void retry(long id) {
    Item item = findItem(id).orElseThrow(() -> ItemClaim.unknown(id));
    if (item.status() != Status.MANUAL_INTERVENTION) {
      throw new IllegalTransitionException(
          "item " + id + " is " + item.status() + "; only one in Manual_intervention is retried");
    }
    override(id, Status.UNPROCESSED, null);
  }

  @Override
  public List<Finding> examine(boolean repair) {
    List<Finding> findings = new ArrayList<>(engine().examine(repair));
    findings.addAll(new Checkup(this, repair).run());
    return findings;
  }

  @Override
  public List<WatchedFolder> watchedFolders() {
    return files.watched();
  }

  @Override
  public void backup(Path file) {
    engine().backup(file);
  }

  /** What turns tell, which no call does. */
  private final class Turns implements Lanes.Told {
    @Override
    public void committed(int calls, Duration took) {
      listeners.tell(listener -> listener.turnCommitted(calls, took));
    }

    @Override
    public void putAside(long id) {
      Log.warn("item " + id + " is not handed out: " + Payload.DAMAGED);
      ended(listener -> listener.parked(id, CrashCause.DAMAGED, Payload.DAMAGED));
    }
  }

  // ---- what claims need

  Lanes commits() {
    return commits;
  }

  ItemFiles files() {
    return files;
  }

  HeldClaims held() {
    return held;
  }

  @Override
  Listeners listeners() {
    return listeners;
  }

  @Override
  <R> R write(Calls.Other<R> call) {
    return commits.run(call);
  }

  /** Tells of items that ended, and wakes who waits for them here. */
  void ended(Consumer<PqListener> event) {
    ended.ring();
    listeners.tell(event);
  }

  void crashed(long id, @Nullable Status now, CrashCause cause, String reason) {
    if (now == Status.MANUAL_INTERVENTION) {
      ended(listener -> listener.parked(id, cause, reason));
    } else {
      listeners.tell(listener -> listener.crashed(id, cause, reason));
    }
  }

  @Override
  public void close() {
    commits.close();
    files.close();
  }
}
