package atk.pq.faults;

import atk.pq.Durability;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** A child's arguments: the database, then {@code name=value}. */
record Options(String database, Map<String, String> values, long began) {
  static Options parse(String[] arguments) {
    Map<String, String> values =
        Arrays.stream(arguments, 1, arguments.length)
            .map(argument -> argument.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return new Options(arguments[0], values, System.nanoTime());
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  int number(String name, int otherwise) {
    return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
  }

  /** Whether the time given by {@code seconds} is over. */
  boolean isOver() {
    return System.nanoTime() - began > number("seconds", Integer.MAX_VALUE) * 1_000_000_000L;
  }

  /** The queue of a thread: with {@code queue=a,b} they take turns. */
  String queue(int thread) {
    String[] queues = text("queue", "default").split(",");
    return queues[thread % queues.length];
  }

  PersistentQ connect() {
    return PersistentQ.connect(
        PqConfig.builder(database)
            .durability(Durability.valueOf(text("durability", "FLUSH")))
            .lease(Duration.ofMillis(number("lease", 300_000)))
            .busyTimeout(Duration.ofMillis(number("busy", 30_000)))
            .maxSubmissions(number("submissions", 1_000))
            .retryDelay(Duration.ofMillis(10), Duration.ofMillis(50))
            .build());
  }

  /** Runs the same on several threads, numbered from 0, and waits for all. */
  void onThreads(NumberedWork work) throws InterruptedException {
    Thread[] threads = new Thread[number("threads", 1)];
    for (int i = 0; i < threads.length; i++) {
      int number = i;
      threads[i] = new Thread(() -> run(work, number), "actor-" + i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void run(NumberedWork work, int number) {
    try {
      work.run(number);
    } catch (RuntimeException | Error e) {
      Pipe.say(Ack.ERROR, 0, e + " caused by " + e.getCause());
    }
  }

  /** What one of several threads does. */
  interface NumberedWork {
    void run(int number);
  }
}
