package atk.pq.internal;

import atk.pq.ItemFilter;
import atk.pq.spi.WriteTx;

/** One small transaction's share of a purge, and how long it took. */
record PurgeStep(int removed, long nanos, boolean isLast) {
  static PurgeStep run(WriteTx tx, ItemFilter filter, int limit) {
    long began = System.nanoTime();
    int removed = tx.purge(filter, limit);
    return new PurgeStep(removed, System.nanoTime() - began, removed < limit);
  }
}
