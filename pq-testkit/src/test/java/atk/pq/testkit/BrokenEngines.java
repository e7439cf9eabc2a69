package atk.pq.testkit;

import static java.util.Comparator.comparingLong;

import atk.pq.PqConfig;
import atk.pq.Status;
import java.time.Instant;
import java.util.Comparator;

/** Engines that are broken on purpose, in one rule each: the controls of the testkit. */
final class BrokenEngines {
  private BrokenEngines() {}

  /** How a transaction of a broken engine begins. */
  private interface BrokenTx {
    MemoryTx begin(MemoryState state, Instant now, PqConfig config);
  }

  private static EngineFixture fixture(BrokenTx broken) {
    return new MemoryFixture(
        (store, config) ->
            new MemoryEngine(store, config) {
              @Override
              MemoryTx begin(MemoryState state, Instant now, PqConfig using) {
                return broken.begin(state, now, using);
              }
            });
  }

  /** Whoever knows an item's id may settle it. */
  static EngineFixture tokenForgotten() {
    return fixture(
        (state, now, config) ->
            new MemoryTx(state, now, config) {
              @Override
              boolean isHeldBy(MemoryRow row, long token) {
                return row.status == Status.UNDER_PROCESS;
              }
            });
  }

  /** Last in, first out, and no priorities. */
  static EngineFixture orderLost() {
    return fixture(
        (state, now, config) ->
            new MemoryTx(state, now, config) {
              @Override
              Comparator<MemoryRow> order() {
                return comparingLong((MemoryRow row) -> row.position).reversed();
              }
            });
  }

  /** A finished item may be submitted again. */
  static EngineFixture moveAllowed() {
    return fixture(
        (state, now, config) ->
            new MemoryTx(state, now, config) {
              @Override
              boolean mayMove(Status from, Status to) {
                boolean isAgain = from == Status.PROCESSED && to == Status.UNPROCESSED;
                return isAgain || super.mayMove(from, to);
              }
            });
  }
}
