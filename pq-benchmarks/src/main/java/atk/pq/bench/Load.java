package atk.pq.bench;

import atk.pq.bench.queues.Contender;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** What the callers of a work do. */
public enum Load {
  /** Each puts. */
  PUT("put") {
    @Override
    Slice.Result play(Work work, Contender contender, double seconds) throws Exception {
      String item = item(work);
      List<String> items = Collections.nCopies(work.batch(), item);
      return Slice.play(
          contender,
          work,
          (caller, index) -> {
            if (work.batch() == 1) {
              caller.put(item);
            } else {
              caller.putAll(items);
            }
            return work.batch();
          },
          seconds);
    }
  },

  /** Each puts one, gets one and finishes that. */
  CYCLE("put + get + finish") {
    @Override
    Slice.Result play(Work work, Contender contender, double seconds) throws Exception {
      String item = item(work);
      return Slice.play(
          contender,
          work,
          (caller, index) -> {
            caller.put(item);
            return caller.finishOne() ? 1 : 0;
          },
          seconds);
    }
  },

  /**
   * Puts for half of the time, and then takes what there is, for the whole of it: what a slow one
   * does not get to is there in the next round.
   */
  GET("get + finish") {
    @Override
    Slice.Result play(Work work, Contender contender, double seconds) throws Exception {
      fill(work, contender, seconds / 2, work.batch() == 1 ? ENOUGH : Long.MAX_VALUE);
      return drain(work, contender, seconds);
    }
  },

  /**
   * Takes ten thousand of those that wait, and puts as many back, which does not count, until the
   * taking has taken its time.
   */
  GET_SOME("get + finish") {
    @Override
    Slice.Result play(Work work, Contender contender, double seconds) throws Exception {
      Slice.Result all = new Slice.Result(0, Instant.now(), 0, new Latencies());
      while (all.nanos() < seconds * 1e9) {
        Slice.Result some = drain(work, contender, LONGEST, SOME);
        fill(work, contender, LONGEST, some.items());
        all = all.and(some);
      }
      return all;
    }
  },

  /**
   * Half of the callers put, the other half get and finish, and what they finish counts. Producers
   * rest while they are a thousand items ahead, or an eager one would leave the consumers no turn.
   */
  PAIRS("producers and consumers") {
    @Override
    Slice.Result play(Work work, Contender contender, double seconds) throws Exception {
      String item = item(work);
      AtomicLong lead = new AtomicLong();
      Slice.Result result =
          Slice.play(
              contender,
              work,
              (caller, index) -> {
                boolean consumes = index >= work.callers() / 2;
                if (consumes && caller.finishOne()) {
                  lead.decrementAndGet();
                  return 1;
                }
                if (!consumes && lead.get() < LEAD) {
                  lead.incrementAndGet();
                  caller.put(item);
                } else {
                  LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
                }
                return 0;
              },
              seconds);
      drain(work, contender, seconds);
      return result;
    }
  },

  /** Handlers get what was put. */
  HANDLERS("handlers that do nothing") {
    @Override
    Slice.Result play(Work work, Contender contender, double seconds) throws Exception {
      long items = fill(work, contender, seconds / 2, Long.MAX_VALUE);
      LongAdder handled = new LongAdder();
      Instant beganAt = Instant.now();
      long began = System.nanoTime();
      AutoCloseable handlers = contender.handlers(work.callers(), handled::increment);
      if (handlers == null) {
        return drain(work, contender, seconds * 2);
      }
      try (handlers) {
        while (handled.sum() < items && System.nanoTime() - began < seconds * 2e9) {
          Thread.sleep(1);
        }
      }
      long took = System.nanoTime() - began;
      return new Slice.Result(handled.sum(), beganAt, took, new Latencies());
    }
  };

  private static final long LEAD = 1_000;

  private static final long SOME = 10_000;

  /** More than anybody gets to one by one in a round. */
  private static final long ENOUGH = 20_000;

  private static final double LONGEST = 30;

  final String words;

  Load(String words) {
    this.words = words;
  }

  /** Plays it for about so long on one contender. */
  abstract Slice.Result play(Work work, Contender contender, double seconds) throws Exception;

  static String item(Work work) {
    return "0123456789".repeat(work.size() / 10 + 1).substring(0, work.size());
  }

  /** Puts so many items, or for so long; how many. */
  static long fill(Work work, Contender contender, double seconds, long most) throws Exception {
    List<String> many = Collections.nCopies(1_000, item(work));
    AtomicLong left = new AtomicLong(most);
    return Slice.play(
            contender,
            1,
            (caller, index) -> {
              int count = (int) Math.min(many.size(), left.get());
              left.addAndGet(-count);
              if (count > 0) {
                caller.putAll(many.subList(0, count));
              }
              return count == 0 ? -1 : count;
            },
            seconds)
        .items();
  }

  private static Slice.Result drain(Work work, Contender contender, double seconds)
      throws Exception {
    return drain(work, contender, seconds, Long.MAX_VALUE);
  }

  /** Takes about so many, or all there are, or for so long. */
  private static Slice.Result drain(Work work, Contender contender, double seconds, long most)
      throws Exception {
    AtomicLong left = new AtomicLong(most);
    int callers = work.load() == HANDLERS ? 1 : work.callers();
    return Slice.play(
        contender,
        callers,
        (caller, index) -> {
          int finished = left.get() <= 0 ? 0 : caller.finishSome(work.batch());
          left.addAndGet(-finished);
          return finished == 0 ? -1 : finished;
        },
        seconds);
  }
}
