package atk.pq.testkit;

import atk.pq.PqConfig;
import atk.pq.spi.Engine;
import java.time.Duration;
import java.util.function.BiFunction;

/** A {@link MemoryStore} under test. */
public final class MemoryFixture implements EngineFixture {
  private final MemoryStore store = new MemoryStore();
  private final SettableClock clock = new SettableClock();
  private final BiFunction<MemoryStore, PqConfig, Engine> opener;

  public MemoryFixture() {
    this(MemoryStore::open);
  }

  /** With an engine other than {@link MemoryEngine}: a broken one. */
  MemoryFixture(BiFunction<MemoryStore, PqConfig, Engine> opener) {
    this.opener = opener;
  }

  @Override
  public PqConfig.Builder config() {
    return PqConfig.builder("in memory").dbType("memory").clock(clock);
  }

  @Override
  public Engine open(PqConfig config) {
    return opener.apply(store, config);
  }

  @Override
  public void advance(Duration span) {
    clock.advance(span);
  }

  @Override
  public void damage(long id) {
    store.damage(id);
  }

  @Override
  public void pretendNewerRelease() {
    store.pretendNewerRelease();
  }

  @Override
  public void close() {}
}
