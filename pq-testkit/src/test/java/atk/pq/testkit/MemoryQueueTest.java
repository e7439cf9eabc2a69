package atk.pq.testkit;

class MemoryQueueTest extends QueueContract {
  @Override
  protected EngineFixture newFixture() {
    return new MemoryFixture();
  }
}
