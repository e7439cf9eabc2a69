package atk.pq.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the processes of a long run say of themselves; too much to keep line by line. */
final class SoakFigures {
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, List<Long>> heaps = new TreeMap<>();
  private final Map<String, Ack> stalls = new TreeMap<>();

  /** Takes down what a child has said since it was asked last. */
  void take(String name, Child child) {
    for (Ack ack : child.takeAcks()) {
      switch (ack.verb()) {
        case Ack.HEAP -> heaps.computeIfAbsent(name, key -> new ArrayList<>()).add(ack.id());
        case Ack.STALL -> stalls.put(name, ack);
        default -> counts.merge(ack.verb(), 1L, Long::sum);
      }
    }
  }

  /** How often something was said. */
  long count(String verb) {
    return counts.getOrDefault(verb, 0L);
  }

  /** The longest time in ms that a call took, less what the machine took from its process. */
  long longestStall(String name) {
    return stalls.get(name).id();
  }

  /**
   * By how many KiB more of the heap is in use after a collection in the last quarter of the run
   * than in the second; the first is for warming up. The least in use counts: what is under way
   * comes and goes, what leaks stays.
   */
  long heapGrowth(String name) {
    return least(name, 3) - least(name, 1);
  }

  private long least(String name, int quarter) {
    List<Long> all = heaps.getOrDefault(name, List.of());
    int length = all.size() / 4;
    List<Long> part = all.subList(quarter * length, (quarter + 1) * length);
    return part.stream().mapToLong(kib -> kib).min().orElseThrow();
  }

  /** For people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("acknowledged " + counts);
    heaps.forEach(
        (name, heap) ->
            text.append(
                "; %s: heap %d to %d KiB in %d samples, grown by %d"
                    .formatted(
                        name,
                        heap.stream().mapToLong(i -> i).min().orElseThrow(),
                        heap.stream().mapToLong(i -> i).max().orElseThrow(),
                        heap.size(),
                        heapGrowth(name))));
    stalls.forEach(
        (name, ack) ->
            text.append(
                "; %s: longest stall %d ms (longest call and pause: %s ms)"
                    .formatted(name, ack.id(), ack.what())));
    return text.toString();
  }
}
