package atk.pq.faults;

import atk.pq.Item;
import atk.pq.PersistentQ;
import java.util.stream.Stream;

/** Lists everything, again and again. */
final class ListerMain {
  private ListerMain() {}

  public static void main(String[] arguments) {
    Options options = Options.parse(arguments);
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      long listed = 0;
      while (!options.isOver()) {
        try (Stream<Item> all = pq.getAllItems()) {
          listed += all.count();
        }
      }
      Pipe.say("listed", listed, "items");
    }
  }
}
