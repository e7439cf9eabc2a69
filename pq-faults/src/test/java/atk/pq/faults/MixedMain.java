package atk.pq.faults;

import atk.pq.Claim;
import atk.pq.NewItem;
import atk.pq.OutcomeUnknownException;
import atk.pq.PersistentQ;
import atk.pq.PqException;
import atk.pq.QueueClosedException;
import atk.pq.QueueFullException;

/**
 * Puts items with keys and finishes every third, on a disk that fails. Says what is unknown, and
 * whether the queue has then closed itself.
 */
final class MixedMain {
  static final String CLOSED = "closed";
  static final String FULL = "full";

  private MixedMain() {}

  public static void main(String[] arguments) {
    Options options = Options.parse(arguments);
    String name = "";
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      for (int i = 0; i < options.number("items", 30); i++) {
        name = Ledger.KEPT + ":" + i;
        put(pq, name);
        if (i % 3 == 2) {
          finish(pq);
        }
      }
    } catch (OutcomeUnknownException e) {
      Pipe.say(Ack.UNKNOWN, 0, name);
    }
  }

  private static void put(PersistentQ pq, String name) {
    try {
      Pipe.say(Ack.PUT, pq.putItem(NewItem.of(Texts.of(name)).key(name)), name);
    } catch (QueueFullException e) {
      Pipe.say(FULL, 0, name);
    } catch (OutcomeUnknownException e) {
      sayWhetherClosed(pq);
      throw e;
    }
  }

  private static void finish(PersistentQ pq) {
    try {
      long asked = System.nanoTime();
      Claim claim = pq.getItem().orElseThrow();
      Pipe.claimed(claim, History.leaseEnd(asked, pq.config().lease()));
      claim.processed();
      Pipe.say(Ack.DONE, claim.id(), claim.token());
    } catch (QueueFullException e) {
      Pipe.say(FULL, 0, "finish");
    } catch (OutcomeUnknownException e) {
      sayWhetherClosed(pq);
      throw e;
    }
  }

  private static void sayWhetherClosed(PersistentQ pq) {
    try {
      pq.putItem("after a failed flush");
      Pipe.say(Ack.ERROR, 0, "it goes on after a failed flush");
    } catch (QueueClosedException e) {
      Pipe.say(CLOSED, 0, "as it should be");
    } catch (PqException e) {
      Pipe.say(Ack.ERROR, 0, "not closed: " + e);
    }
  }
}
