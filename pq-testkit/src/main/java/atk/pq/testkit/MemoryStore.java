package atk.pq.testkit;

import atk.pq.NewerSchemaException;
import atk.pq.PqConfig;
import atk.pq.spi.Payload;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * What stands for the file on disk: it outlives the {@link MemoryEngine}s that are opened on it.
 * Several of them stand for several processes. Safe for use by many threads.
 */
public final class MemoryStore {
  private final List<MemoryEngine> engines = new CopyOnWriteArrayList<>();
  private volatile MemoryState committed = new MemoryState();
  private volatile boolean isNewer;

  public MemoryStore() {}

  /** Opens an engine on what is stored here. */
  public MemoryEngine open(PqConfig config) {
    return new MemoryEngine(this, config);
  }

  /** Changes the stored payload of an item behind the engines' back, as a rotten disk would. */
  public void damage(long id) {
    change(
        state -> {
          MemoryRow row = state.rows.get(id);
          Payload sound = row.payload;
          row.payload =
              new Payload(
                  sound.kind(),
                  sound.text() + "!",
                  sound.bytes(),
                  sound.file(),
                  sound.crc(),
                  sound.size());
          return state;
        });
  }

  /** Marks the store as written by a later release. */
  public void pretendNewerRelease() {
    isNewer = true;
  }

  /** What is committed: never changed, only replaced. */
  MemoryState committed() {
    return committed;
  }

  /** One transaction: commits what {@code work} makes of a copy, or nothing when it throws. */
  synchronized void change(UnaryOperator<MemoryState> work) {
    committed = work.apply(committed.copy());
  }

  void join(MemoryEngine engine) {
    if (isNewer) {
      throw new NewerSchemaException("this store was written by a later release");
    }
    engines.add(engine);
  }

  void leave(MemoryEngine engine) {
    engines.remove(engine);
  }

  void wakeOthers(MemoryEngine writer) {
    for (MemoryEngine engine : engines) {
      if (engine != writer) {
        engine.wake();
      }
    }
  }
}
