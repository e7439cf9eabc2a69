package atk.pq.testkit;

class MemoryEngineTest extends EngineContract {
  @Override
  protected EngineFixture newFixture() {
    return new MemoryFixture();
  }
}
