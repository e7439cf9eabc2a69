package atk.pq.postgresql;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where the scan for the topmost items may begin.
 *
 * <p>While an old snapshot is open anywhere in the server, vacuum cannot remove what was claimed
 * long ago, and a scan from the beginning wades through all of it. So the lowest position that a
 * claim returned is remembered, and becomes the floor of later scans a second after: a put that
 * took its position earlier has been committed by then. What may still lie below (a release by
 * another process, a very slow put) is found by a scan from 0, which is done every few seconds, and
 * whenever a scan from the floor finds too little. A scan from 0 that proves expensive is done more
 * rarely.
 *
 * <p>Safe for use by many threads.
 */
final class Floors {
  private static final long LAG = TimeUnit.SECONDS.toNanos(1);
  private static final long SCAN_EVERY = TimeUnit.SECONDS.toNanos(2);
  private static final long CHEAP = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long RAREST = TimeUnit.SECONDS.toNanos(10);
  private static final int COST_FACTOR = 20;

  private final Map<Long, Floor> floors = new HashMap<>();

  private static final class Floor {
    long position;
    long next;
    long nextSince = System.nanoTime();
    long scannedAt = nextSince;
    long scanTook;
  }

  /** The position to scan from: 0 when it is time to look at everything. */
  synchronized long of(int queueId, int priority) {
    Floor floor = floor(queueId, priority);
    long age = System.nanoTime() - floor.scannedAt;
    return age >= Math.max(SCAN_EVERY, rest(floor)) ? 0 : floor.position;
  }

  /** Whether a scan that began at the floor and found too little should be repeated from 0. */
  synchronized boolean mayScanAgain(int queueId, int priority) {
    Floor floor = floor(queueId, priority);
    return floor.scanTook < CHEAP || System.nanoTime() - floor.scannedAt >= rest(floor);
  }

  private static long rest(Floor floor) {
    return Math.min(RAREST, COST_FACTOR * floor.scanTook);
  }

  /** A scan from 0 ended. */
  synchronized void scanned(int queueId, int priority, long began) {
    Floor floor = floor(queueId, priority);
    floor.scannedAt = System.nanoTime();
    floor.scanTook = floor.scannedAt - began;
  }

  /** A claim returned this as its topmost position. */
  synchronized void claimed(int queueId, int priority, long topmost) {
    Floor floor = floor(queueId, priority);
    long now = System.nanoTime();
    if (topmost < floor.position) {
      floor.position = topmost;
      floor.next = topmost;
      floor.nextSince = now;
    } else if (now - floor.nextSince >= LAG) {
      floor.position = floor.next;
      floor.next = topmost;
      floor.nextSince = now;
    }
  }

  /** An item went back to its old place. */
  synchronized void released(int queueId, int priority, long position) {
    Floor floor = floor(queueId, priority);
    floor.position = Math.min(floor.position, position);
    floor.next = Math.min(floor.next, position);
  }

  private Floor floor(int queueId, int priority) {
    return floors.computeIfAbsent(((long) queueId << 32) ^ (priority & 0xffffffffL), key -> new Floor());
  }
}
