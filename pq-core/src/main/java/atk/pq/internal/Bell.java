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
    if (rings == heard && millis > 0) {
      wait(millis);
    }
  }
}
