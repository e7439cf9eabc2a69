package atk.pq.faults;

import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.PqException;

/** Opens each file that it is told, puts an item into it, and says what came of it. */
final class OpenerMain {
  static final String OPENED = "opened";

  private OpenerMain() {}

  /** The quickest of three attempts counts: a slow machine is not ours. */
  public static void main(String[] files) {
    Pipe.ready();
    for (String file : files) {
      String outcome = "";
      long quickest = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 3; attempt++) {
        long began = System.nanoTime();
        outcome = outcome(file);
        quickest = Math.min(quickest, (System.nanoTime() - began) / 1_000_000);
      }
      Pipe.say(outcome, quickest, file);
    }
  }

  private static String outcome(String file) {
    try (PersistentQ pq = PersistentQ.connect(PqConfig.builder(file).build())) {
      pq.putItem("an item");
      return OPENED;
    } catch (PqException e) {
      return e.getClass().getSimpleName();
    }
  }
}
