package atk.pq.postgresql;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where the scan for the topmost items may begin.
 *
 * <p>While an old snapshot is open anywhere in the server, vacuum cannot remove what was claimed
 * long ago, and a scan from the beginning wades through all of it. So the position at which a claim
 * found its first item is remembered, and becomes the floor of later scans a little later: a put
 * that took an earlier position has been committed by then. What may still lie below (a release by
 * another process, a very slow put) is found by a scan from 0, which is done every few seconds, and
 * whenever a scan from the floor finds too little. A scan from 0 that proves expensive is done more
 * rarely.
 *
 * <p>Safe for use by many threads.
 */
final class Floors {
  private static final long LAG = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long REMEMBER_EVERY = TimeUnit.MILLISECONDS.toNanos(30);
  private static final long SCAN_EVERY = TimeUnit.SECONDS.toNanos(2);
  private static final long CHEAP = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long RAREST = TimeUnit.SECONDS.toNanos(10);
  private static final int COST_FACTOR = 20;

  private final Map<Long, Floor> floors = new HashMap<>();

  /** A position at which a claim began, and when. */
  private record Head(long position, long at) {}

  private static final class Floor {
    final ArrayDeque<Head> heads = new ArrayDeque<>();
    long position;
    long scannedAt = System.nanoTime();
    long scanTook;

    void rise(long now) {
      while (!heads.isEmpty() && now - heads.getFirst().at() >= LAG) {
        position = heads.removeFirst().position();
      }
    }

    long scanAgainAfter() {
      return Math.min(RAREST, COST_FACTOR * scanTook);
    }
  }

  /** The position to scan from: 0 when it is time to look at everything. */
  synchronized long of(int queueId, int priority) {
    Floor floor = floor(queueId, priority);
    long now = System.nanoTime();
    floor.rise(now);
    boolean isTime = now - floor.scannedAt >= Math.max(SCAN_EVERY, floor.scanAgainAfter());
    return isTime ? 0 : floor.position;
  }

  /** Whether a scan that began at the floor and found too little should be repeated from 0. */
  synchronized boolean mayScanAgain(int queueId, int priority) {
    Floor floor = floor(queueId, priority);
    return floor.scanTook < CHEAP || System.nanoTime() - floor.scannedAt >= floor.scanAgainAfter();
  }

  /** A scan from 0 ended. */
  synchronized void scanned(int queueId, int priority, long began) {
    Floor floor = floor(queueId, priority);
    floor.scannedAt = System.nanoTime();
    floor.scanTook = floor.scannedAt - began;
  }

  /** A claim found its first item here. */
  synchronized void claimed(int queueId, int priority, long position) {
    Floor floor = floor(queueId, priority);
    long now = System.nanoTime();
    if (floor.heads.isEmpty() || now - floor.heads.getLast().at() >= REMEMBER_EVERY) {
      floor.heads.addLast(new Head(position, now));
    }
  }

  /** An item went back to its old place. */
  synchronized void released(int queueId, int priority, long position) {
    Floor floor = floor(queueId, priority);
    floor.position = Math.min(floor.position, position);
    floor.heads.removeIf(head -> head.position() > position);
  }

  private Floor floor(int queueId, int priority) {
    long key = ((long) queueId << 32) | (priority & 0xffffffffL);
    return floors.computeIfAbsent(key, unknown -> new Floor());
  }
}
