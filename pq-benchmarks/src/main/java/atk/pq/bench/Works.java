package atk.pq.bench;

import atk.pq.bench.queues.Entrant;
import atk.pq.bench.queues.PqState;
import java.util.ArrayList;
import java.util.List;

/** All works, each with its target of the issue that asked for them. */
final class Works {
  private static final Work PUT_16 = new Work(Load.PUT, 16, 1, Entrant.NAIVE, 8);
  private static final Work PUT_64 = new Work(Load.PUT, 64, 1, Entrant.NAIVE, 22);
  private static final Work CYCLE_16 = new Work(Load.CYCLE, 16, 1, Entrant.NAIVE, 5);
  private static final Work CYCLE_64 = new Work(Load.CYCLE, 64, 1, Entrant.NAIVE, 13);
  private static final Work PUT_BATCH = new Work(Load.PUT, 1, 100, Entrant.JDBC_LOOP, 0.85);
  private static final Work GET_BATCH = new Work(Load.GET, 1, 100, Entrant.JDBC_LOOP, 0.85);
  private static final Work GET_1 = new Work(Load.GET, 1, 1, Entrant.NAIVE, 1);
  private static final Work GET_16 = new Work(Load.GET, 16, 1, Entrant.NAIVE, 1);
  private static final Work PAIRS = new Work(Load.PAIRS, 8, 1, Entrant.NAIVE, 1);
  private static final Work PUT_THOUSAND = new Work(Load.PUT, 1, 1_000, Entrant.JDBC_LOOP, 0.85);
  private static final Work CYCLE_PROCESSES =
      new Work(Load.CYCLE, 64, 1, Entrant.NAIVE, 1).inProcesses(4);
  private static final Work HANDLERS = new Work(Load.HANDLERS, 64, 100, Entrant.JDBC_LOOP, 0.5);
  private static final PqState FEW = PqState.waiting(10_000);
  private static final Work BACKLOG = new Work(Load.GET_SOME, 1, 100, Entrant.pq(FEW), 1 / 1.3);
  private static final Work MANY_WAITING = BACKLOG.with(Entrant.pq(PqState.waiting(1_000_000)));

  /** Those of the gate: what is far enough from half of its target to fail for a reason only. */
  static final List<Work> SHORT =
      List.of(PUT_16, PUT_64, CYCLE_16, CYCLE_64, PUT_BATCH, GET_BATCH, HANDLERS, MANY_WAITING);

  /** Those of the plot in the README. */
  static final List<Work> PLOT = List.of(PUT_64, CYCLE_64);

  /** The three numbers of the README. */
  static final List<Work> IN_SHORT = List.of(PUT_64, CYCLE_64, PUT_BATCH);

  /** What others, or earlier queues, once reached on such a machine; see {@link ToBeat}. */
  static final List<ToBeat> TO_BEAT =
      List.of(
          new ToBeat(PUT_16, 16_011, "Redis, appendfsync always"),
          new ToBeat(PUT_16, 28_683, "beanstalkd without flush"),
          new ToBeat(PUT_THOUSAND, 206_000, ""),
          new ToBeat(GET_1, 2_723, "beanstalkd, which flushes the finish only"),
          new ToBeat(GET_16, 7_420, "beanstalkd, which flushes the finish only"),
          new ToBeat(PAIRS, 2_624, ""),
          new ToBeat(CYCLE_PROCESSES, 2_139, ""));

  private Works() {}

  /** All that this JDK can play. */
  static List<Work> all() {
    List<Work> all = new ArrayList<>();
    all.add(new Work(Load.PUT, 1, 1, Entrant.FLUSH_LOOP, 0.75));
    all.add(PUT_16);
    all.add(PUT_64);
    all.add(new Work(Load.PUT, 256, 1, Entrant.NAIVE, 35));
    all.add(CYCLE_16);
    all.add(CYCLE_64);
    if (Slice.hasVirtualThreads()) {
      all.add(new Work(Load.PUT, 1_024, 1, Entrant.NAIVE, 1).onVirtualThreads());
      all.add(new Work(Load.CYCLE, 1_024, 1, Entrant.NAIVE, 25).onVirtualThreads());
    }
    all.add(GET_1);
    all.add(GET_16);
    all.add(PAIRS);
    all.add(PUT_BATCH);
    all.add(GET_BATCH);
    all.add(PUT_THOUSAND);
    all.add(new Work(Load.GET, 1, 1_000, Entrant.JDBC_LOOP, 0.85));
    all.add(new Work(Load.PUT, 1, 100, Entrant.JDBC_LOOP, 0.6).withSize(4_096));
    all.add(new Work(Load.GET, 1, 100, Entrant.JDBC_LOOP, 0.6).withSize(4_096));
    all.add(CYCLE_PROCESSES); // puts leave a backlog
    all.add(new Work(Load.PUT, 64, 1, Entrant.NAIVE, 1).inProcesses(4));
    all.add(HANDLERS);
    all.add(MANY_WAITING);
    all.add(BACKLOG.with(Entrant.pq(FEW.withFinished(5_000_000))));
    all.add(BACKLOG.with(Entrant.pq(FEW.withDelayed(1_000_000))));
    all.add(BACKLOG.with(Entrant.pq(FEW.withQueues(100))));
    PqState apart = FEW.withQueues(100).interleaved();
    all.add(BACKLOG.with(Entrant.pq(apart)));
    // with 100 items of a batch on 100 pages, SQLite itself is three to five times as slow
    all.add(new Work(Load.GET_SOME, 1, 100, Entrant.loop(apart), 0.85).with(Entrant.pq(apart)));
    all.add(
        new Work(Load.GET_SOME, 1, 100, Entrant.pq(FEW), 1 / 3.0)
            .with(Entrant.pq(FEW.withPriorities(10))));
    return all;
  }
}
