package atk.pq.internal;

import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.FilesReport;
import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.OpsConsole;
import atk.pq.Page;
import atk.pq.PqConfig;
import atk.pq.QueueFullException;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.internal.files.ItemFiles;
import atk.pq.spi.Engine;
import atk.pq.spi.Outcome;
import atk.pq.spi.StatusChange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The operator's half of a queue: reads go to the engine's views, changes are small calls. */
abstract class Console implements OpsConsole {
  private static final long CLOCK_GRACE_MILLIS = 100;
  private static final int RETRY_BATCH = 200;
  private static final int FIRST_PURGE_BATCH = 100;
  private static final int LARGEST_PURGE_BATCH = 5_000;
  private static final long PURGE_NANOS = Duration.ofMillis(10).toNanos();

  private final PqConfig config;
  private final Engine engine;
  private final FilesConsole files;

  Console(PqConfig config, Engine engine, ItemFiles files) {
    this.config = config;
    this.engine = engine;
    this.files = new FilesConsole(this, files);
  }

  Engine engine() {
    return engine;
  }

  abstract Listeners listeners();

  /** Runs a change in its place of the next turn. */
  abstract <R> R write(Calls.Other<R> call);

  // ---- look

  @Override
  public Stream<Item> find(ItemFilter filter) {
    return StreamSupport.stream(new PagedItems(this, filter), false);
  }

  @Override
  public Page page(ItemFilter filter, long after, int limit) {
    if (limit < 1 || limit > 10_000) {
      throw new InvalidRequestException("a page has 1 to 10000 items, not " + limit);
    }
    return engine.read(view -> view.page(filter, after, limit));
  }

  @Override
  public Optional<Item> findItem(long id) {
    return engine.read(view -> view.find(id));
  }

  @Override
  public List<Crash> crashes(long id) {
    return engine.read(view -> view.crashes(id));
  }

  @Override
  public long count(ItemFilter filter) {
    return engine.read(view -> view.count(filter));
  }

  @Override
  public List<Counts> counts() {
    return engine.read(view -> view.counts());
  }

  // ---- files

  @Override
  public void copyContent(long id, OutputStream to) throws IOException {
    files.copyContent(id, to);
  }

  @Override
  public FilesReport checkFiles() {
    return checkFiles(Duration.ZERO);
  }

  /** The same, without unreferenced contents that were touched within this time. */
  FilesReport checkFiles(Duration untouchedFor) {
    return files.check(untouchedFor);
  }

  @Override
  public long sweepFiles(Duration untouchedFor) {
    return files.sweep(untouchedFor);
  }

  void sweepFilesNowAndThen() {
    files.sweepNowAndThen();
  }

  // ---- retry

  @Override
  public long retry(ItemFilter filter) {
    if (filter.status() != null && filter.status() != Status.MANUAL_INTERVENTION) {
      throw new InvalidRequestException(
          "only items in Manual_intervention can be retried, not those that are "
              + filter.status());
    }
    ItemFilter parked = filter.withStatus(Status.MANUAL_INTERVENTION);
    long retried = 0;
    long after = 0;
    Page page;
    do {
      page = page(parked, after, RETRY_BATCH);
      retried += retry(page.items());
      after = page.next();
    } while (!page.isLast());
    return retried;
  }

  private long retry(List<Item> items) {
    List<StatusChange> changes =
        items.stream()
            .map(i -> new StatusChange(i.id(), Status.UNPROCESSED, null, Consumers.current()))
            .toList();
    if (changes.isEmpty()) {
      return 0;
    }
    List<Outcome> outcomes = write(new Calls.Other<>(tx -> tx.override(changes)));
    long retried = 0;
    for (int i = 0; i < changes.size(); i++) {
      if (outcomes.get(i).isApplied()) {
        retried++;
        long id = changes.get(i).id();
        listeners().tell(listener -> listener.retried(id));
      }
    }
    return retried;
  }

  // ---- purge

  @Override
  public long purge(ItemFilter filter) {
    if (filter.status() == null || !filter.status().isEnd()) {
      throw new InvalidRequestException(
          "purge removes Processed or Manual_intervention items; name one of these states, or say"
              + " that unfinished items are to go too (purgeEvenUnfinished)");
    }
    return purgeEvenUnfinished(filter);
  }

  @Override
  public long purgeEvenUnfinished(ItemFilter filter) {
    long began = config.clock().millis();
    long purged = 0;
    int batch = FIRST_PURGE_BATCH;
    @Nullable PurgeStep step = null;
    do {
      ItemFilter asOfTheBeginning = aged(filter, config.clock().millis() - began);
      int limit = batch;
      try {
        step = write(new Calls.Other<>(tx -> PurgeStep.run(tx, asOfTheBeginning, limit)));
      } catch (QueueFullException e) {
        if (batch == 1) {
          throw e;
        }
        batch = Math.max(1, batch / 4); // a smaller step may find room where this one did not
        continue;
      }
      purged += step.removed();
      batch =
          step.nanos() > PURGE_NANOS
              ? Math.max(10, batch / 2)
              : Math.min(LARGEST_PURGE_BATCH, batch * 2);
    } while (step == null || !step.isLast());
    if (purged > 0) {
      long count = purged;
      listeners().tell(listener -> listener.purged(count));
    }
    return purged;
  }

  /**
   * Items that ended after the purge began are not older than what was asked for; give or take
   * {@link #CLOCK_GRACE_MILLIS}, since a server's clock and this one do not tick together.
   */
  private static ItemFilter aged(ItemFilter filter, long elapsedMillis) {
    Duration age = filter.olderThan();
    long elapsed = Math.max(0, elapsedMillis - CLOCK_GRACE_MILLIS);
    return age == null ? filter : filter.withOlderThan(age.plusMillis(elapsed));
  }

  // ---- settings

  @Override
  public List<QueueSettings> queues() {
    return engine.read(view -> view.queues());
  }

  @Override
  public QueueSettings settings(String queue) {
    QueueSettings fresh = config.newQueueSettings(queue);
    return queues().stream().filter(s -> s.queue().equals(queue)).findFirst().orElse(fresh);
  }

  @Override
  public void configure(QueueSettings settings) {
    config.newQueueSettings(settings.queue()); // refuses a name that is none
    write(
        new Calls.Other<>(
            tx -> {
              tx.configure(settings);
              return settings;
            }));
  }
}
