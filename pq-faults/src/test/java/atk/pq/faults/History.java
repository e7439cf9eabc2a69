package atk.pq.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a history of claims and finishes: no token twice, every finish by the holder of its item's
 * last claim, one finish an item, and no two claims of one submission. So the intervals in which
 * claims were good do not overlap.
 */
final class History {
  private final Map<Long, Map<Integer, Long>> tokens = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private final Map<Long, Long> finishes = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int claims;

  void claimed(long id, long token, int submission) {
    claims++;
    if (!seen.add(token)) {
      wrong.add("token twice: " + token);
    }
    if (tokens.computeIfAbsent(id, key -> new HashMap<>()).put(submission, token) != null) {
      wrong.add("two holders of submission " + submission + " of item " + id);
    }
  }

  void finished(long id, long token) {
    if (finishes.put(id, token) != null) {
      wrong.add("finished twice: item " + id);
    }
  }

  int claims() {
    return claims;
  }

  int finishes() {
    return finishes.size();
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>(wrong);
    finishes.forEach(
        (id, token) -> {
          Map<Integer, Long> claimsOfItem = tokens.getOrDefault(id, Map.of());
          int last = claimsOfItem.keySet().stream().mapToInt(i -> i).max().orElse(0);
          if (!token.equals(claimsOfItem.get(last))) {
            problems.add("item " + id + " was finished by one who had lost it");
          }
        });
    return problems;
  }
}
