package atk.pq.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * Has a child say how much of its heap is in use after a collection, every so many milliseconds.
 * Options: heap (how many), leak (a control: keep so many KiB each time).
 */
final class HeapMeter {
  private final List<byte[]> leaked = new ArrayList<>();

  private HeapMeter() {}

  /** Begins to measure, where it is asked for. */
  static void start(Options options) {
    int every = options.number("heap", 0);
    if (every > 0) {
      Thread meter =
          new Thread(() -> new HeapMeter().run(every, options.number("leak", 0)), "heap-meter");
      meter.setDaemon(true);
      meter.start();
    }
  }

  private void run(int every, int leak) {
    Runtime runtime = Runtime.getRuntime();
    while (true) {
      try {
        Thread.sleep(every);
      } catch (InterruptedException e) {
        return;
      }
      leaked.add(new byte[leak * 1024]);
      System.gc();
      Pipe.say(Ack.HEAP, (runtime.totalMemory() - runtime.freeMemory()) / 1024, "KiB in use");
    }
  }
}
