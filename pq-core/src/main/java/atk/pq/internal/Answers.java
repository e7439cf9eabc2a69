package atk.pq.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells the callers of a turn that it was committed. To wake a thread takes some microseconds, for
 * dozens longer than all else of a turn. So where many wait, who commits wakes only one of sixteen,
 * who wakes the others of its group while the next turn is under way. Few are back sooner, and
 * together, when who commits wakes them all.
 */
class Answers {
  private static final int MANY = 48;
  private static final int GROUP = 16;

  private final Crowd crowd;
  private final int many;
  private final int group;

  Answers(Crowd crowd) {
    this(crowd, MANY, GROUP);
  }

  /**
   * Gives them in groups while many wait.
   *
   * @param many from so many callers on
   * @param group how many are in a group
   */
  Answers(Crowd crowd, int many, int group) {
    this.crowd = crowd;
    this.many = many;
    this.group = group;
  }

  /** Gives these calls their answers. */
  void give(List<Call<?>> calls) {
    if (crowd.size() < many) {
      calls.forEach(Call::succeed);
      return;
    }
    List<Call<?>> awaited = new ArrayList<>(calls.size());
    List<Call<?>> rest = new ArrayList<>();
    for (Call<?> call : calls) {
      (call.isAwaited() ? awaited : rest).add(call);
    }
    for (int first = 0; first < awaited.size(); first += group) {
      int end = Math.min(awaited.size(), first + group);
      succeed(awaited.get(first), awaited.subList(first + 1, end));
    }
    rest.forEach(Call::succeed);
  }

  void succeed(Call<?> first, List<Call<?>> others) {
    first.succeedWith(others);
  }
}
