package atk.pq.bench;

/** Tells on standard error where the time of a long run goes. */
final class Elapsed {
  private final long began = System.nanoTime();
  private long last = began;

  /** Since the beginning. */
  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Tells how long it took, and how long all so far. */
  void say(String what) {
    long now = System.nanoTime();
    System.err.printf("[%4.0f s] %5.1f s: %s%n", seconds(), (now - last) / 1e9, what);
    last = now;
  }
}
