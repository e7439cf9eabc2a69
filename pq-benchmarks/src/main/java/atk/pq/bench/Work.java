package atk.pq.bench;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A work that is played: what each of its callers does over and over, and against whom a target
 * says how well Pq must do.
 *
 * @param batch how many items a call carries
 * @param limit the contender the target names
 * @param target how many times that contender's rate Pq is to reach
 */
record Work(Kind kind, int callers, int batch, String limit, double target) {
  static final String ITEM = "0123456789".repeat(10);

  /** What a caller does. */
  enum Kind {
    PUT("put"),
    CYCLE("put + get + finish"),
    GET("get + finish"),
    HANDLERS("handlers that do nothing");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** All works, each with its target of the issue that asked for them. */
  static final List<Work> ALL =
      List.of(
          new Work(Kind.PUT, 1, 1, FlushLoop.NAME, 0.75),
          new Work(Kind.PUT, 16, 1, NaiveSqlite.NAME, 8),
          new Work(Kind.PUT, 64, 1, NaiveSqlite.NAME, 22),
          new Work(Kind.PUT, 256, 1, NaiveSqlite.NAME, 35),
          new Work(Kind.CYCLE, 16, 1, NaiveSqlite.NAME, 5),
          new Work(Kind.CYCLE, 64, 1, NaiveSqlite.NAME, 13),
          new Work(Kind.PUT, 1, 100, JdbcLoop.NAME, 0.85),
          new Work(Kind.GET, 1, 100, JdbcLoop.NAME, 0.85),
          new Work(Kind.PUT, 1, 1_000, JdbcLoop.NAME, 0.85),
          new Work(Kind.GET, 1, 1_000, JdbcLoop.NAME, 0.85),
          new Work(Kind.HANDLERS, 64, 100, JdbcLoop.NAME, 0.5));

  /** Those of the gate: what is far enough from half of its target to fail for a reason only. */
  static final List<Work> SHORT = List.of(ALL.get(2), ALL.get(5), ALL.get(6), ALL.get(7));

  String title() {
    String many = batch > 1 && kind != Kind.HANDLERS ? ", batches of " + batch : "";
    String who = kind == Kind.HANDLERS ? callers + " " : "";
    String by =
        kind == Kind.HANDLERS ? "" : ", " + callers + (callers == 1 ? " caller" : " callers");
    return who + kind.words + by + many;
  }

  /** Plays it for about so long on one contender. */
  Slice.Result play(Contender contender, double seconds) throws Exception {
    List<String> items = Collections.nCopies(batch, ITEM);
    return switch (kind) {
      case PUT ->
          Slice.play(
              contender,
              callers,
              caller -> {
                if (batch == 1) {
                  caller.put(ITEM);
                } else {
                  caller.putAll(items);
                }
                return batch;
              },
              seconds);
      case CYCLE ->
          Slice.play(
              contender,
              callers,
              caller -> {
                caller.put(ITEM);
                return caller.finishOne() ? 1 : 0;
              },
              seconds);
      case GET -> {
        fill(contender, seconds);
        yield Slice.play(
            contender,
            callers,
            caller -> {
              int finished = caller.finishSome(batch);
              return finished == 0 ? -1 : finished;
            },
            30);
      }
      case HANDLERS -> {
        long filled = fill(contender, seconds);
        yield handle(contender, filled);
      }
    };
  }

  /** Puts as many as get + finish takes about that long for; how many. */
  private static long fill(Contender contender, double seconds) throws Exception {
    List<String> many = Collections.nCopies(1_000, ITEM);
    return Slice.play(
            contender,
            1,
            caller -> {
              caller.putAll(many);
              return many.size();
            },
            seconds / 2)
        .items();
  }

  private Slice.Result handle(Contender contender, long items) throws Exception {
    if (!contender.hasHandlers()) {
      return Slice.play(
          contender,
          1,
          caller -> {
            int finished = caller.finishSome(batch);
            return finished == 0 ? -1 : finished;
          },
          30);
    }
    LongAdder handled = new LongAdder();
    long began = System.nanoTime();
    try (AutoCloseable handlers = contender.handlers(callers, handled::increment)) {
      while (handled.sum() < items && System.nanoTime() - began < 60e9) {
        Thread.sleep(1);
      }
    }
    return new Slice.Result(handled.sum(), System.nanoTime() - began, new Latencies());
  }
}
