package atk.pq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettableClockTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));

  @Test
  void standsStillUntilTold() {
    Instant start = clock.instant();
    assertThat(clock.instant()).isEqualTo(start);

    clock.advance(Duration.ofHours(2));
    assertThat(clock.instant()).isEqualTo(start.plus(Duration.ofHours(2)));
    clock.advance(Duration.ofHours(-3));
    assertThat(clock.instant()).isEqualTo(start.minus(Duration.ofHours(1)));
    clock.set(start);
    assertThat(clock.millis()).isEqualTo(start.toEpochMilli());
  }

  @Test
  void anotherZoneIsTheSameClock() {
    Clock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));
    clock.advance(Duration.ofDays(1));

    assertThat(tokyo.instant()).isEqualTo(clock.instant());
    assertThat(tokyo.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
  }

  @Test
  void noAdvanceIsLostBetweenThreads() throws InterruptedException {
    Instant start = clock.instant();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int j = 0; j < 10_000; j++) {
                  clock.advance(Duration.ofMillis(1));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(clock.instant()).isEqualTo(start.plusMillis(40_000));
  }
}
