package atk.pq.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a history of claims and finishes: no token twice, no two claims of one submission, one
 * finish an item, by the holder of its last claim, and nobody holds an item while another does.
 *
 * <p>A claim is held from when its consumer knew of it until its finish was acknowledged, or at
 * least until its lease is over. The times are of the monotonic clock, which all processes of a
 * machine share. None is taken to be longer than it surely was, so that two that overlap are two
 * holders at once.
 */
final class History {
  /** A lease is counted by the wall clock, in whole milliseconds. */
  private static final Duration SLACK = Duration.ofMillis(10);

  /** The end of a lease that a jump of the clock may end at any time. */
  static final long NOT_KNOWN = Long.MIN_VALUE;

  private final Map<Long, List<Held>> holders = new HashMap<>();
  private final Map<Long, Held> byToken = new HashMap<>();
  private final Set<Long> finished = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();

  /** One claim, and when it ended as far as is known. */
  private static final class Held {
    private final long id;
    private final int submission;
    private final long from;
    private long until;
    private boolean finished;

    private Held(long id, int submission, long from, long until) {
      this.id = id;
      this.submission = submission;
      this.from = from;
      this.until = until;
    }

    @Override
    public String toString() {
      return "submission %d, %d to %d%s"
          .formatted(submission, from, until, finished ? " done" : "");
    }
  }

  /**
   * When the lease ends of a claim that was asked for at that time; or later, for it began later.
   */
  static long leaseEnd(long asked, Duration lease) {
    return asked + lease.minus(SLACK).toNanos();
  }

  /** Somebody knew at {@code from} that the item is his, at least until {@code leaseEnd}. */
  void claimed(long id, long token, int submission, long from, long leaseEnd) {
    Held held = new Held(id, submission, from, leaseEnd);
    if (byToken.put(token, held) != null) {
      wrong.add("token twice: " + token);
    }
    holders.computeIfAbsent(id, key -> new ArrayList<>()).add(held);
  }

  /** Somebody was told by then that the item is finished, by the claim of this token. */
  void finished(long id, long token, long at) {
    Held held = byToken.get(token);
    if (held == null || held.id != id) {
      wrong.add("finished without a claim: item " + id);
      return;
    }
    held.until = at;
    held.finished = true;
    if (!finished.add(id)) {
      wrong.add("finished twice: item " + id);
    }
  }

  /** Somebody was told by then that he has lost the item. */
  void refused(long token, long at) {
    Held held = byToken.get(token);
    if (held == null || at < held.until) {
      wrong.add("refused while its lease was good, or without a claim: " + held);
    }
  }

  int claims() {
    return byToken.size();
  }

  int finishes() {
    return finished.size();
  }

  /** How many claims came after another of the same item: these are what may overlap. */
  int claimedAgain() {
    return byToken.size() - holders.size();
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>(wrong);
    holders.forEach((id, claims) -> check(id, claims, problems));
    return problems;
  }

  private static void check(long id, List<Held> claims, List<String> problems) {
    claims.sort(Comparator.comparingInt(held -> held.submission));
    Held longest = claims.get(0);
    for (int i = 1; i < claims.size(); i++) {
      Held earlier = claims.get(i - 1);
      Held later = claims.get(i);
      if (earlier.submission == later.submission) {
        problems.add("two holders of one submission: " + both(id, earlier, later));
      }
      if (later.from < longest.until) {
        problems.add("two holders at once: " + both(id, longest, later));
      }
      if (earlier.finished) {
        problems.add("finished by one who had lost it: " + both(id, earlier, later));
      }
      longest = later.until > longest.until ? later : longest;
    }
  }

  private static String both(long id, Held earlier, Held later) {
    return "item " + id + ", " + earlier + " and " + later;
  }
}
