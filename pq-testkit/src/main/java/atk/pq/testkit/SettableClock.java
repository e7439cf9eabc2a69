package atk.pq.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until it is told otherwise, so that a test can let an hour pass at
 * once. Give it to {@link atk.pq.PqConfig.Builder#clock}. Safe for use by many threads.
 */
public final class SettableClock extends Clock {
  private final AtomicReference<Instant> now;
  private final ZoneId zone;

  /** A clock that shows the first second of 2026 (UTC). */
  public SettableClock() {
    this(Instant.parse("2026-01-01T00:00:00Z"));
  }

  /** A clock that shows this time. */
  public SettableClock(Instant start) {
    this(new AtomicReference<>(start), ZoneOffset.UTC);
  }

  private SettableClock(AtomicReference<Instant> now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** Lets time pass; a negative span is a clock put back. */
  public void advance(Duration span) {
    now.updateAndGet(instant -> instant.plus(span));
  }

  /** Shows another time from now on. */
  public void set(Instant instant) {
    now.set(instant);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, seen from another zone: both advance together. */
  @Override
  public Clock withZone(ZoneId newZone) {
    return new SettableClock(now, newZone);
  }
}
