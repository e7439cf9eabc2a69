package atk.pq.internal;

/** Rings when something ended; whoever waits counts the rings, so that none is missed. */
final class Bell {
  private long rings;

  synchronized void ring() {
    rings++;
    notifyAll();
  }

  synchronized long rings() {
    return rings;
  }

  /** Waits for a ring after {@code heard}, at most this long. */
  synchronized void await(long heard, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (rings == heard && left > 0) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }
}
