package atk.pq.internal;

import atk.pq.Claim;
import atk.pq.InvalidRequestException;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.internal.files.Payloads;
import atk.pq.spi.Insert;
import atk.pq.spi.Inserted;
import atk.pq.spi.JdbcEngine;
import atk.pq.spi.Outcome;
import atk.pq.spi.Settlement;
import atk.pq.spi.Settlement.Verdict;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that join a transaction of the caller: they go to the engine past the commit queue. */
public final class JoinedCalls {
  private final EngineQ queue;
  private final JdbcEngine engine;

  private JoinedCalls(EngineQ queue, JdbcEngine engine) {
    this.queue = queue;
    this.engine = engine;
  }

  public static JoinedCalls of(PersistentQ pq) {
    if (pq instanceof EngineQ queue && queue.engine() instanceof JdbcEngine engine) {
      return new JoinedCalls(queue, engine);
    }
    throw new InvalidRequestException(
        "this queue cannot join a transaction: it was not made by PersistentQ.connect, or its"
            + " database has no JDBC");
  }

  public List<Long> put(Connection connection, List<NewItem> items) {
    try (Payloads payloads = queue.files().payloads(items)) {
      List<Insert> inserts = queue.inserts(items, payloads);
      return engine
          .join(
              connection,
              tx -> {
                payloads.pins().since().ifPresent(tx::keepContents);
                return tx.insert(inserts);
              })
          .stream()
          .map(Inserted::id)
          .toList();
    }
  }

  public void finish(Connection connection, Claim claim, @Nullable String result) {
    Validation.result(result);
    Settlement done = new Settlement(claim.id(), claim.token(), Verdict.PROCESSED, result, null);
    Outcome outcome = engine.join(connection, tx -> tx.settle(List.of(done))).get(0);
    ItemClaim.checkApplied(claim.id(), outcome);
    if (claim instanceof ItemClaim own) {
      own.settledElsewhere();
    }
  }

  /** Wakes who waits, here and elsewhere. */
  public void committed() {
    queue.ended(listener -> {});
    engine.wake();
  }
}
