package atk.pq.bench;

import atk.pq.bench.queues.Contender;
import atk.pq.bench.queues.Entrant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A work that is played: what each of its callers does over and over, and against whom a target
 * says how well Pq must do.
 *
 * @param processes over how many processes the callers are spread, which share one store
 * @param batch how many items a call carries
 * @param size bytes of an item
 * @param threads what the callers run on
 * @param subject Pq, as it comes or in another state
 * @param limit the entrant the target names
 * @param target how many times that entrant's rate Pq is to reach
 */
record Work(
    Load load,
    int callers,
    int processes,
    int batch,
    int size,
    Threads threads,
    Entrant subject,
    Entrant limit,
    double target) {

  private static final double WARM_SECONDS = 2;

  /** What callers run on. */
  enum Threads {
    PLATFORM,
    VIRTUAL
  }

  Work(Load load, int callers, int batch, Entrant limit, double target) {
    this(load, callers, 1, batch, 100, Threads.PLATFORM, Entrant.PQ, limit, target);
  }

  Work withSize(int bytes) {
    return new Work(load, callers, processes, batch, bytes, threads, subject, limit, target);
  }

  Work onVirtualThreads() {
    return new Work(load, callers, processes, batch, size, Threads.VIRTUAL, subject, limit, target);
  }

  Work inProcesses(int count) {
    return new Work(load, callers, count, batch, size, threads, subject, limit, target);
  }

  Work with(Entrant newSubject) {
    return new Work(load, callers, processes, batch, size, threads, newSubject, limit, target);
  }

  String title() {
    StringBuilder title = new StringBuilder();
    switch (load) {
      case HANDLERS -> title.append(callers).append(' ').append(load.words);
      case PAIRS -> title.append("%d producers + %d consumers".formatted(callers / 2, callers / 2));
      default -> {
        title.append(load.words).append(", ");
        title.append(processes > 1 ? "%d processes × ".formatted(processes) : "");
        title.append("%,d ".formatted(callers / processes));
        title.append(threads == Threads.VIRTUAL ? "virtual threads" : "caller");
        title.append(callers > 1 && threads == Threads.PLATFORM ? "s" : "");
        title.append(batch > 1 ? ", batches of %,d".formatted(batch) : "");
      }
    }
    if (size != 100) {
      title.append(", %,d bytes".formatted(size));
    }
    if (subject != Entrant.PQ) {
      title.append(subject.name().substring(Entrant.PQ.name().length()));
      title.append(limit.kind() == Entrant.Kind.LIMIT ? ", against the loop by hand" : "");
    }
    return title.toString();
  }

  /** Who plays it: Pq first. */
  List<Entrant> entrants() {
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(subject);
    if (subject != Entrant.PQ) {
      entrants.add(limit);
      return entrants;
    }
    if (processes > 1) {
      entrants.addAll(Entrant.othersOfProcesses());
      return entrants;
    }
    if (load == Load.PUT && callers == 1 && batch == 1) {
      entrants.add(Entrant.FLUSH_LOOP);
    }
    if (callers == 1 || load == Load.HANDLERS) {
      entrants.add(Entrant.JDBC_LOOP);
    }
    if (limit == Entrant.JDBC_LOOP && callers == 1 && size == 100) {
      entrants.add(Entrant.LOOP_ON_PQ);
    }
    Entrant.others(callers).stream().filter(this::isFor).forEach(entrants::add);
    return entrants;
  }

  /** Opens who is to play it. */
  Player open(Entrant entrant, Path folder) throws Exception {
    return open(entrant, folder, WARM_SECONDS);
  }

  /** The same; processes are so long used to it before. */
  Player open(Entrant entrant, Path folder, double warmSeconds) throws Exception {
    if (processes > 1) {
      return Fleet.open(entrant, folder, processes, callers / processes, warmSeconds);
    }
    Contender contender = entrant.opener().open(folder);
    return new Player() {
      @Override
      public Slice.Result play(Work work, double seconds) throws Exception {
        return work.load().play(work, contender, seconds);
      }

      @Override
      public void close() throws Exception {
        contender.close();
      }
    };
  }

  /** How long a turn is: of processes, which do not begin at the same instant, twice as long. */
  double seconds(double ofOthers) {
    return processes > 1 ? ofOthers * 2 : ofOthers;
  }

  /** Whether those that no target names play all rounds too. */
  boolean isPlayedInFull() {
    return load == Load.HANDLERS || (batch == 1 && processes == 1 && threads == Threads.PLATFORM);
  }

  /** Whether this is a work it can do as well as it can. */
  private boolean isFor(Entrant other) {
    return load != Load.HANDLERS || other == Entrant.DB_SCHEDULER;
  }
}
