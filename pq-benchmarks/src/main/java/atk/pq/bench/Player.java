package atk.pq.bench;

import java.util.List;

/** One entrant, open, which plays what it is asked to. */
interface Player extends AutoCloseable {
  /** Plays this for about so long. */
  Slice.Result play(Work work, double seconds) throws Exception;

  /** The same; what each process did. */
  default List<Slice.Result> playEach(Work work, double seconds) throws Exception {
    return List.of(play(work, seconds));
  }
}
