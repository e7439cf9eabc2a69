package atk.pq.files;

import java.util.concurrent.atomic.AtomicLong;

/** What a producer has done so far. Safe for use by many threads. */
final class FolderCounters {
  private final AtomicLong put = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  void put(long size) {
    put.incrementAndGet();
    bytes.addAndGet(size);
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
}
