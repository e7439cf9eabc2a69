package atk.pq.internal;

import atk.pq.spi.ClaimRequest;
import atk.pq.spi.Claimed;
import atk.pq.spi.Extension;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.Outcome;
import atk.pq.spi.Settlement;
import atk.pq.spi.WriteTx;
import java.util.List;
import java.util.function.Function;

/** The kinds of call that a turn knows how to merge. */
final class Calls {
  private Calls() {}

  /** Put these items, all or none. */
  static final class Put extends Call<List<Inserted>> {
    final List<Insert> items;

    Put(List<Insert> items) {
      this.items = items;
    }

    @Override
    int bytes() {
      return size(items);
    }

    @Override
    boolean mayReadyItems() {
      return true;
    }
  }

  /** End these claims; if that is applied, put the next items in the same transaction. */
  static final class Settle extends Call<Settled> {
    final List<Settlement> settlements;
    final List<Insert> next;

    Settle(List<Settlement> settlements, List<Insert> next) {
      this.settlements = settlements;
      this.next = next;
    }

    @Override
    int bytes() {
      return size(next);
    }

    @Override
    boolean mayReadyItems() {
      return !next.isEmpty()
          || settlements.stream().anyMatch(one -> one.verdict() != Settlement.Verdict.PROCESSED);
    }
  }

  /** The answer to a {@link Settle}. */
  record Settled(List<Outcome> outcomes, List<Inserted> next) {
    boolean isApplied() {
      return outcomes.stream().allMatch(Outcome::isApplied);
    }
  }

  /** Extend this claim's lease. A power cut may forget it: the item would come again. */
  static final class Extend extends Call<Outcome> {
    final Extension extension;

    Extend(Extension extension) {
      this.extension = extension;
    }

    @Override
    boolean needsFlush() {
      return false;
    }
  }

  /**
   * Get items, waiting for them if need be. A power cut may forget it: the items would come again.
   */
  static final class Get extends Call<List<Claimed>> {
    final ClaimRequest request;
    final boolean waits;

    Get(ClaimRequest request, boolean waits) {
      this.request = request;
      this.waits = waits;
    }

    @Override
    boolean needsFlush() {
      return false;
    }
  }

  /** Anything else that is done alone in its place of the turn. */
  static final class Other<R> extends Call<R> {
    private final Function<WriteTx, R> work;

    Other(Function<WriteTx, R> work) {
      this.work = work;
    }

    void run(WriteTx tx) {
      answer(work.apply(tx));
    }

    @Override
    boolean mayReadyItems() {
      return true;
    }
  }

  /**
   * Nothing but an answer after those before it: it begins no transaction, so no lock can keep it.
   */
  static final class End extends Call<Boolean> {
    @Override
    boolean needsFlush() {
      return false;
    }
  }

  private static int size(List<Insert> items) {
    int bytes = 0;
    for (Insert item : items) {
      bytes += item.payload().size();
    }
    return bytes;
  }
}
