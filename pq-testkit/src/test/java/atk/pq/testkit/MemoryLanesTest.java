package atk.pq.testkit;

/** A queue on an engine of several lanes keeps what {@link atk.pq.PersistentQ} promises. */
class MemoryLanesTest extends QueueContract {
  @Override
  protected EngineFixture newFixture() {
    return new MemoryFixture(ThreeLanes::new);
  }
}
