package atk.pq.bench;

/** One entrant, open, which plays what it is asked to. */
interface Player extends AutoCloseable {
  /** Plays this for about so long. */
  Slice.Result play(Work work, double seconds) throws Exception;
}
