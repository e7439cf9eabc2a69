package atk.pq.testkit;

class MemoryModelTest extends ModelBasedTest {
  @Override
  protected EngineFixture newFixture() {
    return new MemoryFixture();
  }
}
