package atk.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S7: the retry delay, and the bounds of the settings. */
class QueueSettingsTest {
  private static final QueueSettings SETTINGS =
      PqConfig.builder("jobs.db").build().newQueueSettings("q");

  /** Always in the middle: no jitter. */
  private static final RandomGenerator MIDDLE =
      new Random() {
        private static final long serialVersionUID = 1;

        @Override
        public double nextDouble() {
          return 0.5;
        }
      };

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 2",
    "3, 4",
    "4, 8",
    "5, 16",
    "8, 128",
    "9, 256",
    "10, 300",
    "11, 300",
    "1000, 300",
    "2147483647, 300",
    "0, 1"
  })
  @DisplayName("S7: 1 s doubling with each submission, up to 5 min")
  void doublesUpToTheMost(int submission, long seconds) {
    assertThat(SETTINGS.delayAfter(submission, MIDDLE)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  @DisplayName("S7: give or take a fifth, spread over all of it")
  void jitter() {
    Random random = new Random(5);
    LongSummaryStatistics millis =
        LongStream.generate(() -> SETTINGS.delayAfter(4, random).toMillis())
            .limit(2_000)
            .summaryStatistics();

    assertThat(millis.getMin()).isBetween(6_400L, 6_500L);
    assertThat(millis.getMax()).isBetween(9_500L, 9_600L);
    assertThat(millis.getAverage()).isBetween(7_900.0, 8_100.0);
  }

  @Test
  @DisplayName("no delay is no delay, and the longest delay is not passed from the start")
  void edges() {
    QueueSettings none = SETTINGS.withRetryDelay(Duration.ZERO, Duration.ofHours(1));
    assertThat(none.delayAfter(9, MIDDLE)).isZero();
    QueueSettings capped = SETTINGS.withRetryDelay(Duration.ofHours(1), Duration.ofMinutes(1));
    assertThat(capped.delayAfter(1, MIDDLE)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  @DisplayName("each with… changes one setting")
  void withMethods() {
    QueueSettings changed =
        SETTINGS
            .withLease(Duration.ofSeconds(1))
            .withMaxSubmissions(9)
            .withRetryDelay(Duration.ofSeconds(2), Duration.ofSeconds(3))
            .withRetention(Duration.ofDays(1))
            .withPaused(true);

    assertThat(changed)
        .isEqualTo(
            new QueueSettings(
                "q",
                Duration.ofSeconds(1),
                9,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofDays(1),
                true));
    assertThat(changed.withRetention(null).retention()).isNull();
  }

  @Test
  @DisplayName("settings that make no sense are refused")
  void bounds() {
    assertThatThrownBy(() -> SETTINGS.withLease(Duration.ZERO))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> SETTINGS.withMaxSubmissions(0))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> SETTINGS.withRetention(Duration.ofMillis(-1)))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> SETTINGS.withRetryDelay(Duration.ofMillis(-1), Duration.ofSeconds(1)))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> SETTINGS.withRetryDelay(Duration.ofMillis(1), Duration.ofSeconds(-1)))
        .isInstanceOf(InvalidRequestException.class);
  }
}
