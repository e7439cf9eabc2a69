package atk.pq.internal;

import atk.pq.Claim;
import atk.pq.CrashCause;
import atk.pq.DamagedFileException;
import atk.pq.Failure;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PqException;
import atk.pq.StaleClaimException;
import atk.pq.Status;
import atk.pq.StoreAccessException;
import atk.pq.UnknownItemException;
import atk.pq.internal.files.ClaimFolder;
import atk.pq.internal.files.Payloads;
import atk.pq.spi.Claimed;
import atk.pq.spi.Extension;
import atk.pq.spi.Inserted;
import atk.pq.spi.Outcome;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A claim made through an {@link EngineQ}, or named to it by id and token. */
final class ItemClaim implements Claim, AsyncClaim {
  private enum State {
    OPEN,
    SETTLING,
    SETTLED
  }

  private final EngineQ owner;
  private final long id;
  private final long token;
  private final byte @Nullable [] content;
  private final boolean isHandedOut;
  private final ClaimFolder folder;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private volatile @Nullable Item item;
  private volatile Instant leaseUntil;

  /** A claim just made. */
  ItemClaim(EngineQ owner, Claimed claimed) {
    this(owner, claimed.item().id(), claimed.token(), claimed.item(), claimed.content());
  }

  /** A claim made elsewhere. */
  ItemClaim(EngineQ owner, long id, long token) {
    this(owner, id, token, null, null);
  }

  private ItemClaim(
      EngineQ owner, long id, long token, @Nullable Item item, byte @Nullable [] content) {
    this.owner = owner;
    this.id = id;
    this.token = token;
    this.item = item;
    this.content = content;
    this.isHandedOut = item != null;
    this.folder = owner.files().folderOf(id, token);
    Instant end = item == null ? null : item.leaseUntil();
    this.leaseUntil = end == null ? Instant.MAX : end;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Item item() {
    Item known = item;
    if (known == null) {
      known = owner.findItem(id).orElseThrow(() -> unknown(id));
      item = known;
    }
    return known;
  }

  @Override
  public long token() {
    return token;
  }

  @Override
  public Instant leaseUntil() {
    return leaseUntil;
  }

  // ---- files

  @Override
  public Path file() {
    try {
      return folder.file(item(), content(), isHandedOut);
    } catch (DamagedFileException e) {
      damaged(e);
      throw e;
    } catch (IOException e) {
      throw new StoreAccessException("cannot prepare the file of item " + id + ": " + e, e);
    }
  }

  @Override
  public Path outputs(String nextQueue) {
    owner.config().newQueueSettings(nextQueue); // refuses a name that is none
    try {
      return folder.outputs(nextQueue);
    } catch (IOException e) {
      throw new StoreAccessException("cannot make a folder for item " + id + ": " + e, e);
    }
  }

  /** The content of a file that lies in its row. */
  private byte @Nullable [] content() {
    return isHandedOut ? content : owner.engine().read(view -> view.content(id)).orElse(null);
  }

  /**
   * Compares the item's file with what was put.
   *
   * @throws DamagedFileException if it is not whole
   * @throws IOException if it cannot be read
   */
  void check(Runnable alive) throws IOException {
    owner.files().check(item(), content(), alive);
  }

  /** Puts the item aside. */
  void damaged(DamagedFileException damage) {
    String reason = Validation.reason(damage.getMessage());
    settle(settlement(Verdict.DAMAGED, reason, null), List.of());
  }

  @Override
  public boolean isSettled() {
    return state.get() == State.SETTLED;
  }

  @Override
  public List<Long> processed(@Nullable String result, List<NewItem> next) {
    Validation.result(result);
    return settle(settlement(Verdict.PROCESSED, result, null), next);
  }

  @Override
  public void crashed(Failure failure) {
    settle(settlement(failure), List.of());
  }

  @Override
  public void release() {
    settle(settlement(Verdict.RELEASED, null, null), List.of());
  }

  @Override
  public Instant extend(Duration lease) {
    Calls.Extend call = new Calls.Extend(extension(lease));
    return extended(owner.commits().run(call), lease);
  }

  @Override
  public void close() {
    if (state.get() != State.OPEN) {
      return;
    }
    try {
      crashed("the consumer closed the claim without settling it");
    } catch (StaleClaimException | UnknownItemException lost) {
      // somebody else has it: there is nothing left to report
    }
  }

  // ---- without waiting, for a worker

  @Override
  public void processedThen(Consumer<@Nullable RuntimeException> receiver) {
    settleThen(settlement(Verdict.PROCESSED, null, null), receiver);
  }

  @Override
  public void crashedThen(Failure failure, Consumer<@Nullable RuntimeException> receiver) {
    settleThen(settlement(failure), receiver);
  }

  @Override
  public void releaseThen(Consumer<@Nullable RuntimeException> receiver) {
    settleThen(settlement(Verdict.RELEASED, null, null), receiver);
  }

  private void settleThen(Settlement end, Consumer<@Nullable RuntimeException> receiver) {
    if (folder.isUsed()) { // has files to read or to delete: not in a hurry
      receiver.accept(errorOf(() -> settle(end, List.of())));
      return;
    }
    begin();
    Calls.Settle call = new Calls.Settle(List.of(end), List.of());
    call.then((settled, error) -> receiver.accept(errorOf(() -> settled(end, settled, error))));
    try {
      owner.commits().submit(call);
    } catch (RuntimeException e) {
      state.set(State.OPEN);
      throw e;
    }
  }

  @Override
  public void extendThen(Duration lease, Consumer<@Nullable RuntimeException> receiver) {
    Calls.Extend call = new Calls.Extend(extension(lease));
    call.then(
        (outcome, error) ->
            receiver.accept(error != null ? error : errorOf(() -> extended(outcome, lease))));
    owner.commits().submit(call);
  }

  private static @Nullable RuntimeException errorOf(Runnable step) {
    try {
      step.run();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  // ---- settling

  private List<Long> settle(Settlement end, List<NewItem> next) {
    List<NewItem> all = end.verdict() == Verdict.PROCESSED ? withOutputs(next) : next;
    try (Payloads payloads = owner.files().payloads(all)) {
      return owner.told(all, payloads.commit(() -> settle(end, all, payloads)));
    }
  }

  private List<Inserted> settle(Settlement end, List<NewItem> next, Payloads payloads) {
    Calls.Settle call = new Calls.Settle(List.of(end), owner.inserts(next, payloads));
    begin();
    Calls.Settled settled;
    try {
      settled = owner.commits().run(call);
    } catch (RuntimeException e) {
      return settled(end, null, e).next();
    }
    return settled(end, settled, null).next();
  }

  private List<NewItem> withOutputs(List<NewItem> next) {
    if (!folder.isUsed()) {
      return next;
    }
    List<NewItem> all = new ArrayList<>(next);
    try {
      all.addAll(folder.outputItems());
    } catch (IOException e) {
      throw new StoreAccessException("cannot read the outputs of item " + id + ": " + e, e);
    }
    return all;
  }

  private Settlement settlement(Failure failure) {
    Verdict verdict = failure.isHopeless() ? Verdict.HOPELESS : Verdict.CRASHED;
    return settlement(verdict, Validation.reason(failure.reason()), failure.retryIn());
  }

  private Settlement settlement(
      Verdict verdict, @Nullable String note, @Nullable Duration retryIn) {
    return new Settlement(id, token, verdict, note, retryIn);
  }

  /**
   * Ends many claims of one queue in one call, those that used files one by one; throws for the
   * first that was lost.
   */
  static void processed(EngineQ owner, List<ItemClaim> all) {
    List<ItemClaim> claims = all.stream().filter(claim -> !claim.folder.isUsed()).toList();
    all.stream().filter(claim -> claim.folder.isUsed()).forEach(claim -> claim.processed());
    if (claims.isEmpty()) {
      return;
    }
    List<Settlement> settlements = new ArrayList<>(claims.size());
    int begun = 0;
    Calls.Settled settled;
    try {
      for (ItemClaim claim : claims) {
        claim.begin();
        begun++;
        settlements.add(claim.settlement(Verdict.PROCESSED, null, null));
      }
      settled = owner.commits().run(new Calls.Settle(settlements, List.of()));
    } catch (RuntimeException e) {
      claims.subList(0, begun).forEach(claim -> claim.state.set(State.OPEN));
      throw e;
    }
    RuntimeException lost = null;
    for (int i = 0; i < settlements.size(); i++) {
      try {
        claims.get(i).settled(settlements.get(i), settled.outcomes().get(i));
      } catch (StaleClaimException | UnknownItemException e) {
        lost = lost == null ? e : lost;
      }
    }
    if (lost != null) {
      throw lost;
    }
  }

  private void begin() {
    if (!state.compareAndSet(State.OPEN, State.SETTLING)) {
      throw new StaleClaimException("item " + id + " was settled already through this claim");
    }
  }

  /** After an error nothing happened, or nobody knows: the claim may be tried again. */
  private Calls.Settled settled(
      Settlement done, Calls.@Nullable Settled settled, @Nullable RuntimeException error) {
    if (error != null || settled == null) {
      state.set(State.OPEN);
      throw error == null ? new PqException("no answer came for item " + id) : error;
    }
    settled(done, settled.outcomes().get(0));
    return settled;
  }

  private void settled(Settlement done, Outcome outcome) {
    state.set(State.SETTLED);
    owner.held().remove(this);
    folder.delete();
    applied(outcome);
    tell(done, outcome.status());
  }

  private void tell(Settlement done, @Nullable Status now) {
    String reason = done.note() == null ? "" : done.note();
    switch (done.verdict()) {
      case PROCESSED -> owner.ended(listener -> listener.processed(id));
      case RELEASED -> owner.listeners().tell(listener -> listener.released(id));
      case CRASHED, HOPELESS, DAMAGED -> {
        CrashCause cause =
            done.verdict() == Verdict.DAMAGED ? CrashCause.DAMAGED : CrashCause.FAILED;
        owner.crashed(id, now, cause, reason);
      }
    }
  }

  /** It was finished in a transaction of the caller's, which is not for this object to follow. */
  void settledElsewhere() {
    state.set(State.SETTLED);
    owner.held().remove(this);
  }

  private Extension extension(Duration lease) {
    return new Extension(id, token, Validation.lease(lease));
  }

  private Instant extended(@Nullable Outcome outcome, Duration lease) {
    applied(outcome);
    leaseUntil = owner.config().clock().instant().plus(lease);
    return leaseUntil;
  }

  private void applied(@Nullable Outcome outcome) {
    if (outcome != null && outcome.isApplied()) {
      return;
    }
    owner.held().remove(this);
    checkApplied(id, outcome);
  }

  /** Says what it means that a claim could not be changed. */
  static void checkApplied(long id, @Nullable Outcome outcome) {
    if (outcome == null || outcome.kind() == Outcome.Kind.UNKNOWN_ITEM) {
      throw unknown(id);
    }
    if (outcome.isApplied()) {
      return;
    }
    throw new StaleClaimException(
        "the claim of item " + id + " was lost: " + whereNow(outcome) + ". Nothing changed");
  }

  private static String whereNow(Outcome outcome) {
    String who = outcome.consumer() == null ? "somebody else" : outcome.consumer();
    return outcome.status() == Status.UNDER_PROCESS
        ? "it is Under_Process with " + who + " now"
        : "it is " + outcome.status() + " now, and was last with " + who;
  }

  static UnknownItemException unknown(long id) {
    return new UnknownItemException(
        "there is no item " + id + ": it was never put here, or was purged");
  }
}
