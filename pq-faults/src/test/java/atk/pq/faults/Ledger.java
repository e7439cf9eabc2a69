package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Counts;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What children were told is on disk, and whether it is there. An item's name begins with its
 * queue: {@code kept} items stay, {@code gone} ones are purged once they are processed, {@code
 * ordered} ones have a single producer and a single consumer at a time.
 */
final class Ledger {
  static final String KEPT = "kept";
  static final String GONE = "gone";
  static final String ORDERED = "ordered";

  private final Map<Long, String> puts = new TreeMap<>();
  private final Map<String, Integer> lastOfProducer = new HashMap<>();
  private final Map<Long, String> dones = new HashMap<>();
  private final Map<Long, String> claimed = new HashMap<>();
  private final History history = new History();
  private final Set<String> tokens = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();
  private final boolean claimsMayBeForgotten;
  private long lastOrdered;

  private Ledger(boolean claimsMayBeForgotten) {
    this.claimsMayBeForgotten = claimsMayBeForgotten;
  }

  /** After kills: also what was claimed is kept. */
  static Ledger afterKills() {
    return new Ledger(false);
  }

  /** After power cuts: a claim may be forgotten, and its item delivered again (S8). */
  static Ledger afterPowerCuts() {
    return new Ledger(true);
  }

  int puts() {
    return puts.size();
  }

  int dones() {
    return dones.size();
  }

  /** Takes down what a child acknowledged, in the order in which it did. */
  void add(List<Ack> acks) {
    for (Ack ack : acks) {
      switch (ack.verb()) {
        case Ack.PUT -> put(ack);
        case Ack.CLAIMED -> claimed(ack);
        case Ack.DONE -> done(ack);
        case Ack.ERROR -> wrong.add(ack.toString());
        default -> {
          // says nothing about what is on disk
        }
      }
    }
  }

  private void put(Ack ack) {
    String other = puts.put(ack.id(), ack.what());
    if (other != null && !other.equals(ack.what())) {
      wrong.add("one id for two items: " + ack + " and " + other);
    }
    lastOfProducer.merge(producer(ack.what()), number(ack.what()), Math::max);
  }

  private void claimed(Ack ack) {
    String[] words = ack.what().split(" ");
    String name = words[2];
    claimed.put(ack.id(), name);
    if (!tokens.add(words[0])) {
      wrong.add("a token twice: " + ack);
    }
    if (claimsMayBeForgotten) {
      return;
    }
    int submission = Integer.parseInt(words[1]);
    long leaseEnd = Long.parseLong(words[3]);
    history.claimed(ack.id(), Long.parseLong(words[0]), submission, ack.nanos(), leaseEnd);
    if (name.startsWith(ORDERED) && submission == 1) {
      if (ack.id() <= lastOrdered) {
        wrong.add("out of order: " + ack + " after " + lastOrdered);
      }
      lastOrdered = ack.id();
    }
  }

  private void done(Ack ack) {
    if (dones.put(ack.id(), ack.what()) != null) {
      wrong.add("finished twice: " + ack);
    }
    if (!claimsMayBeForgotten) {
      history.finished(ack.id(), Long.parseLong(ack.what()), ack.nanos());
    }
  }

  private static String producer(String name) {
    return name.substring(0, name.lastIndexOf(':'));
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf(':') + 1));
  }

  // ---- the check

  /** Fails unless the file holds everything that was acknowledged, and nothing that was not. */
  void check(Path file) throws SQLException {
    assertThat(problems(file)).isEmpty();
  }

  /** What is missing or wrong. */
  List<String> problems(Path file) throws SQLException {
    List<String> problems = new ArrayList<>(wrong);
    problems.addAll(history.problems());
    try (PersistentQ pq =
        PersistentQ.connect(PqConfig.builder(file.toString()).create(false).build())) {
      Map<Long, Item> items = new HashMap<>();
      try (Stream<Item> all = pq.getAllItems()) {
        all.forEach(item -> items.put(item.id(), item));
      }
      missing(items, problems);
      unknown(items, problems);
      counts(pq, items, problems);
    }
    String integrity = FaultSql.integrity(file);
    if (!integrity.equals("ok")) {
      problems.add(integrity);
    }
    return problems;
  }

  private void missing(Map<Long, Item> items, List<String> problems) {
    puts.forEach(
        (id, name) -> {
          Item item = items.get(id);
          if (item == null) {
            if (!name.startsWith(GONE) || !claimed.containsKey(id)) {
              problems.add("lost: item " + id + " " + name);
            }
          } else if (!item.text().equals(Texts.of(name))) {
            problems.add("changed: item " + id + " " + name);
          }
        });
    if (!claimsMayBeForgotten) {
      claimed.forEach(
          (id, name) -> {
            if (!items.containsKey(id) && !name.startsWith(GONE)) {
              problems.add("lost after it was handed out: item " + id + " " + name);
            }
          });
    }
    dones.forEach(
        (id, token) -> {
          Item item = items.get(id);
          if (item != null && item.status() != Status.PROCESSED) {
            problems.add("a finish was lost: item " + id + " is " + item.status());
          }
        });
  }

  /** A row that nobody was told of can only be what its producer was putting when it ended. */
  private void unknown(Map<Long, Item> items, List<String> problems) {
    Set<String> names = new HashSet<>();
    for (Item item : items.values()) {
      String name = Texts.name(item.text());
      if (!Texts.isWhole(item.text()) || !names.add(name)) {
        problems.add("damaged or twice: item " + item.id() + " " + name);
      } else if (!puts.containsKey(item.id())
          && !claimsMayBeForgotten
          && number(name) > lastOfProducer.getOrDefault(producer(name), -1) + 1) {
        problems.add("unknown: item " + item.id() + " " + name);
      }
    }
  }

  private static void counts(PersistentQ pq, Map<Long, Item> items, List<String> problems) {
    for (Counts counts : pq.counts()) {
      for (Status status : Status.values()) {
        long listed =
            items.values().stream()
                .filter(item -> item.queue().equals(counts.queue()) && item.status() == status)
                .count();
        if (listed != counts.of(status)) {
          problems.add(counts.queue() + " " + status + ": " + listed + " but " + counts);
        }
      }
    }
  }
}
