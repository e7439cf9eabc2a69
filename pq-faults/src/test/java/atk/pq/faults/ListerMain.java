package atk.pq.faults;

import atk.pq.Item;
import atk.pq.PersistentQ;
import java.util.Iterator;
import java.util.stream.Stream;

/** Lists everything, again and again. */
final class ListerMain {
  private ListerMain() {}

  public static void main(String[] arguments) {
    Options options = Options.parse(arguments);
    HeapMeter.start(options);
    Stalls stalls = new Stalls();
    long listed = 0;
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      while (!options.isOver()) {
        try (Stream<Item> all = pq.getAllItems()) {
          Iterator<Item> items = all.iterator();
          while (stalls.measure(items::hasNext)) {
            items.next();
            listed++;
          }
        }
      }
    }
    Pipe.say("listed", listed, "items");
    stalls.report();
  }
}
