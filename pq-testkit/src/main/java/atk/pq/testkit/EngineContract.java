package atk.pq.testkit;

import org.junit.jupiter.api.Nested;

/**
 * All that {@code atk.pq.spi} says of an engine, as tests: one class per verb. The whole test of an
 * engine is
 *
 * <pre>{@code
 * class MyEngineContractTest extends EngineContract {
 *   @Override
 *   protected EngineFixture newFixture() {
 *     return new MyFixture();
 *   }
 * }
 * }</pre>
 *
 * <p>When a verb changes, its contract changes first.
 */
public abstract class EngineContract {
  protected EngineContract() {}

  /** A new, empty store for each test. */
  protected abstract EngineFixture newFixture();

  @Nested
  class Open extends OpenContract {
    Open() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Insert extends InsertContract {
    Insert() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Claim extends ClaimContract {
    Claim() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Order extends OrderContract {
    Order() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Settle extends SettleContract {
    Settle() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Extend extends ExtendContract {
    Extend() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class OperatorMove extends OverrideContract {
    OperatorMove() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Sweep extends SweepContract {
    Sweep() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Purge extends PurgeContract {
    Purge() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Read extends ReadContract {
    Read() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Configure extends ConfigureContract {
    Configure() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Move extends MoveContract {
    Move() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Transaction extends TransactionContract {
    Transaction() {
      super(EngineContract.this::newFixture);
    }
  }

  @Nested
  class Wake extends WakeContract {
    Wake() {
      super(EngineContract.this::newFixture);
    }
  }
}
