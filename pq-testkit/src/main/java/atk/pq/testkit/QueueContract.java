package atk.pq.testkit;

import org.junit.jupiter.api.Nested;

/**
 * What {@link atk.pq.PersistentQ} promises to those who use it, as tests on one engine: the queue
 * above the engine is the same for all of them, so this shows that the two fit. Used as {@link
 * EngineContract}.
 */
public abstract class QueueContract {
  protected QueueContract() {}

  /** A new, empty store for each test. */
  protected abstract EngineFixture newFixture();

  @Nested
  class Put extends QueuePutContract {
    Put() {
      super(QueueContract.this::newFixture);
    }
  }

  @Nested
  class Claims extends QueueClaimContract {
    Claims() {
      super(QueueContract.this::newFixture);
    }
  }

  @Nested
  class Statuses extends QueueStatusContract {
    Statuses() {
      super(QueueContract.this::newFixture);
    }
  }

  @Nested
  class Waiting extends QueueWaitContract {
    Waiting() {
      super(QueueContract.this::newFixture);
    }
  }

  @Nested
  class Ops extends QueueOpsContract {
    Ops() {
      super(QueueContract.this::newFixture);
    }
  }

  @Nested
  class Listening extends QueueListenerContract {
    Listening() {
      super(QueueContract.this::newFixture);
    }
  }

  @Nested
  class Closing extends QueueCloseContract {
    Closing() {
      super(QueueContract.this::newFixture);
    }
  }
}
