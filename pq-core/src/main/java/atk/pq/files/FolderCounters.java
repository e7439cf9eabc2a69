package atk.pq.files;

import atk.pq.PersistentQ;
import atk.pq.WatchedFolder;
import atk.pq.internal.Log;
import atk.pq.internal.Watching;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What a producer has done so far. Read by many threads; counted and kept by one. */
final class FolderCounters {
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String folder;
  private final String queue;
  private final AtomicLong put = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private long taken;
  private long skipped;
  private WatchedFolder kept;
  private long keepAt = System.nanoTime();

  FolderCounters(String folder, String queue) {
    this.folder = folder;
    this.queue = queue;
    this.kept = all();
  }

  void taken() {
    taken++;
  }

  void put(long size) {
    put.incrementAndGet();
    bytes.addAndGet(size);
  }

  void skipped() {
    skipped++;
  }

  void failed() {
    failed.incrementAndGet();
  }

  long put() {
    return put.get();
  }

  long bytes() {
    return bytes.get();
  }

  long failures() {
    return failed.get();
  }

  private WatchedFolder all() {
    return new WatchedFolder(
        folder, queue, taken, put.get(), bytes.get(), skipped, failed.get(), Instant.now());
  }

  /** Adds what is new to what is kept beside the database: once a second at most, or now. */
  void keep(PersistentQ pq, boolean isNow) {
    if (!isNow && System.nanoTime() - keepAt < 0) {
      return;
    }
    keepAt = System.nanoTime() + KEEP_NANOS;
    WatchedFolder all = all();
    WatchedFolder news =
        new WatchedFolder(
            folder,
            queue,
            all.taken() - kept.taken(),
            all.put() - kept.put(),
            all.bytes() - kept.bytes(),
            all.skipped() - kept.skipped(),
            all.failed() - kept.failed(),
            all.lastScan());
    try {
      Watching.count(pq, news);
      kept = all;
    } catch (IOException | RuntimeException e) {
      Log.debug("the counters of " + folder + " are kept later: " + e); // watching goes on
    }
  }
}
