package atk.pq.internal;

import atk.pq.DamagedFileException;
import atk.pq.FilesReport;
import atk.pq.FilesReport.Finding;
import atk.pq.Item;
import atk.pq.ItemFile;
import atk.pq.ItemFilter;
import atk.pq.Status;
import atk.pq.internal.files.ItemFiles;
import atk.pq.internal.files.References;
import atk.pq.spi.WriteTx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an operator does with the files of items. */
final class FilesConsole implements References {
  private static final Duration KEPT = Duration.ofHours(1);
  private static final long SWEEP_NANOS = Duration.ofHours(1).toNanos();

  private final Console console;
  private final ItemFiles files;
  private final AtomicLong sweepAt = new AtomicLong(System.nanoTime());

  FilesConsole(Console console, ItemFiles files) {
    this.console = console;
    this.files = files;
  }

  void copyContent(long id, OutputStream to) throws IOException {
    Item item = console.findItem(id).orElseThrow(() -> ItemClaim.unknown(id));
    if (item.file() == null) {
      to.write(item.text().getBytes(StandardCharsets.UTF_8));
    } else {
      files.copy(item, inline(item), to);
    }
  }

  private byte @Nullable [] inline(Item item) {
    ItemFile file = item.file();
    return file == null || file.path() != null
        ? null
        : console.engine().read(view -> view.content(item.id())).orElse(null);
  }

  FilesReport check(Duration untouchedFor) {
    // before the items: what is put meanwhile is theirs
    List<String> contents = files.contents(untouchedFor);
    Set<String> unreferenced = new HashSet<>(contents);
    List<Finding> missing = new ArrayList<>();
    List<Finding> damaged = new ArrayList<>();
    AtomicLong checked = new AtomicLong();
    console
        .find(ItemFilter.all())
        .filter(item -> item.file() != null)
        .forEach(
            item -> {
              checked.incrementAndGet();
              unreferenced.remove(ItemFiles.contentOf(item));
              if (matters(item)) {
                check(item, missing, damaged);
              }
            });
    return new FilesReport(
        checked.get(),
        List.copyOf(missing),
        List.copyOf(damaged),
        unreferenced.stream().sorted().toList());
  }

  /** What became of a file that was only referred to is nobody's concern once it is processed. */
  private static boolean matters(Item item) {
    ItemFile file = item.file();
    return file != null && (file.path() == null || item.status() != Status.PROCESSED);
  }

  private void check(Item item, List<Finding> missing, List<Finding> damaged) {
    try {
      files.check(item, inline(item), () -> {});
    } catch (DamagedFileException e) {
      if (console.findItem(item.id()).isEmpty()) {
        return; // purged meanwhile
      }
      (e.isMissing() ? missing : damaged)
          .add(new Finding(item.id(), String.valueOf(e.getMessage())));
    } catch (IOException e) {
      damaged.add(new Finding(item.id(), "cannot be read: " + e));
    }
  }

  long sweep(Duration age) {
    console.engine().read(view -> MoveMarks.checkNotStopped(view));
    return files.sweep(age, this);
  }

  @Override
  public Optional<Instant> uncommittedSince() {
    return console.write(new Calls.Other<>(WriteTx::contentsKept));
  }

  @Override
  public void all(Consumer<String> receiver) {
    console
        .find(ItemFilter.all())
        .filter(item -> item.file() != null)
        .forEach(item -> receiver.accept(ItemFiles.contentOf(item)));
  }

  /** With the first sweep of the Manager, and then once an hour: it reads every item. */
  void sweepNowAndThen() {
    long due = sweepAt.get();
    long now = System.nanoTime();
    if (now - due >= 0 && sweepAt.compareAndSet(due, now + SWEEP_NANOS)) {
      try {
        sweep(KEPT);
      } catch (RuntimeException e) {
        Log.warn("unreferenced files could not be removed; trying again in an hour", e);
      }
    }
  }
}
