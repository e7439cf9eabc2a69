package atk.pq.bench;

import atk.pq.bench.queues.Entrant;
import java.util.ArrayList;
import java.util.List;

/**
 * A work that is played: what each of its callers does over and over, and against whom a target
 * says how well Pq must do.
 *
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
    int batch,
    int size,
    Threads threads,
    Entrant subject,
    Entrant limit,
    double target) {

  /** What callers run on. */
  enum Threads {
    PLATFORM,
    VIRTUAL
  }

  Work(Load load, int callers, int batch, Entrant limit, double target) {
    this(load, callers, batch, 100, Threads.PLATFORM, Entrant.PQ, limit, target);
  }

  Work withSize(int bytes) {
    return new Work(load, callers, batch, bytes, threads, subject, limit, target);
  }

  Work onVirtualThreads() {
    return new Work(load, callers, batch, size, Threads.VIRTUAL, subject, limit, target);
  }

  Work with(Entrant newSubject) {
    return new Work(load, callers, batch, size, threads, newSubject, limit, target);
  }

  String title() {
    StringBuilder title = new StringBuilder();
    switch (load) {
      case HANDLERS -> title.append(callers).append(' ').append(load.words);
      case PAIRS -> title.append("%d producers + %d consumers".formatted(callers / 2, callers / 2));
      default -> {
        title.append(load.words).append(", %,d ".formatted(callers));
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
    if (threads == Threads.VIRTUAL) {
      entrants.addAll(Entrant.othersOfManyCallers());
      return entrants;
    }
    if (load == Load.PUT && callers == 1 && batch == 1) {
      entrants.add(Entrant.FLUSH_LOOP);
    }
    if (callers == 1 || load == Load.HANDLERS) {
      entrants.add(Entrant.JDBC_LOOP);
    }
    Entrant.others().stream().filter(this::isFor).forEach(entrants::add);
    return entrants;
  }

  /** Whether those that no target names play all rounds too. */
  boolean isPlayedInFull() {
    return (batch == 1 && threads == Threads.PLATFORM) || load == Load.HANDLERS;
  }

  /** Whether this is a work it can do as well as it can. */
  private boolean isFor(Entrant other) {
    return load != Load.HANDLERS || other == Entrant.DB_SCHEDULER;
  }
}
