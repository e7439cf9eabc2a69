package atk.pq.faults;

import atk.pq.NewItem;
import atk.pq.OutcomeUnknownException;
import atk.pq.PersistentQ;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Puts items for ever, or so many, and says each one's id and name. Options: name, queue, threads,
 * items, batch, keyed.
 */
final class ProducerMain {
  private ProducerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Options options = Options.parse(arguments);
    HeapMeter.start(options);
    Stalls stalls = new Stalls();
    AtomicInteger left = new AtomicInteger(options.number("items", Integer.MAX_VALUE));
    int batch = options.number("batch", 1);
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      options.onThreads(
          thread -> {
            String queue = options.queue(thread);
            String name = queue + "-" + options.text("name", "p") + "." + thread;
            for (int next = 0; left.getAndAdd(-batch) > 0 && !options.isOver(); next += batch) {
              put(pq, options, stalls, queue, names(name, next, batch));
            }
          });
    }
    stalls.report();
  }

  private static List<String> names(String name, int first, int count) {
    return IntStream.range(first, first + count).mapToObj(i -> name + ":" + i).toList();
  }

  private static void put(
      PersistentQ pq, Options options, Stalls stalls, String queue, List<String> names) {
    boolean keyed = options.values().containsKey("keyed");
    List<NewItem> items =
        names.stream()
            .map(name -> NewItem.of(Texts.of(name)).queue(queue).key(keyed ? name : null))
            .toList();
    try {
      List<Long> ids = stalls.measure(() -> pq.putItems(items));
      for (int i = 0; i < names.size(); i++) {
        Pipe.say(Ack.PUT, ids.get(i), names.get(i));
      }
    } catch (OutcomeUnknownException e) {
      Pipe.say(Ack.UNKNOWN, 0, String.join(" ", names));
      throw e;
    }
  }
}
