package atk.pq.internal;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.Page;
import atk.pq.QueueClosedException;
import atk.pq.QueueSettings;
import atk.pq.SweepReport;
import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Engine;
import atk.pq.spi.Extension;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.MoveMark;
import atk.pq.spi.Outcome;
import atk.pq.spi.Payload;
import atk.pq.spi.ReadView;
import atk.pq.spi.Settlement;
import atk.pq.spi.StatusChange;
import atk.pq.spi.StoredItem;
import atk.pq.spi.WriteTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** As little of an engine as the commit queue needs: items are counted. */
class StubEngine implements Engine, WriteTx {
  private static final Claimed ITEM = new Claimed(null, 1, Payload.Kind.TEXT, null);

  /** Items that wait to be claimed. */
  final AtomicInteger ready = new AtomicInteger();

  private final int lanes;
  private volatile boolean open = true;
  private volatile @Nullable Runnable subscriber;

  StubEngine(int lanes) {
    this.lanes = lanes;
  }

  @Override
  public int lanes() {
    return lanes;
  }

  /** Tells whoever listens that items may be ready, as another process does. */
  void tell() {
    Runnable listener = subscriber;
    if (listener != null) {
      listener.run();
    }
  }

  @Override
  public <R> R write(Flush flush, Function<WriteTx, R> work) {
    if (!open) {
      throw new QueueClosedException("closed");
    }
    return work.apply(this);
  }

  @Override
  public <R> R read(Function<ReadView, R> work) {
    return work.apply(this);
  }

  @Override
  public Subscription onWake(Wake what, Runnable action) {
    subscriber = action;
    return () -> subscriber = null;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }

  @Override
  public List<Inserted> insert(List<Insert> items) {
    List<Inserted> answers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      answers.add(new Inserted(ready.incrementAndGet(), true));
    }
    return answers;
  }

  @Override
  public List<List<Claimed>> claim(List<ClaimRequest> requests) {
    List<List<Claimed>> answers = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      boolean found = ready.getAndUpdate(items -> Math.max(items - 1, 0)) > 0;
      answers.add(found ? List.of(ITEM) : List.of());
    }
    return answers;
  }

  @Override
  public List<Long> putAside() {
    return List.of();
  }

  @Override
  public List<Outcome> settle(List<Settlement> settlements) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Outcome> extend(List<Extension> extensions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Outcome> override(List<StatusChange> changes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SweepReport sweep(int limit) {
    return SweepReport.NOTHING;
  }

  @Override
  public int purge(ItemFilter filter, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void configure(QueueSettings settings) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Page page(ItemFilter filter, long after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Item> find(long id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<byte[]> content(long id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long count(ItemFilter filter) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Counts> counts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Crash> crashes(long id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<QueueSettings> queues() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Instant> nextDue() {
    return Optional.empty();
  }

  @Override
  public List<StoredItem> stored(long after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<MoveMark> moveMark() {
    return Optional.empty();
  }

  @Override
  public void markMove(@Nullable MoveMark mark) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void restore(List<StoredItem> items, long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long lastNumber() {
    throw new UnsupportedOperationException();
  }
}
