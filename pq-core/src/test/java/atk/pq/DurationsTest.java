package atk.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "250ms, PT0.25S",
    "30s, PT30S",
    "5m, PT5M",
    "1h30m, PT1H30M",
    "30m1h, PT1H30M",
    "7d, PT168H",
    "2w, PT336H",
    "1.5h, PT1H30M",
    "0.25s, PT0.25S",
    "' 5M ', PT5M",
    "PT5M, PT5M",
    "pt1h, PT1H",
    "P2D, PT48H"
  })
  void readsSpans(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "m",
        "5 m",
        "5x",
        "-5m",
        "5m-",
        "5m 3s",
        "1h30",
        "1.h",
        ".5h",
        "five minutes",
        "P",
        "PT",
        "PTx"
      })
  @DisplayName("anything else is refused, with examples of what is read")
  void refusesOthers(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("1h30m");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.25S, 250ms",
    "PT1.5S, 1s500ms",
    "PT30S, 30s",
    "PT5M, 5m",
    "PT1H30M, 1h30m",
    "PT168H, 7d",
    "PT25H0.001S, 1d1h1ms"
  })
  void writesTheShortestSpelling(Duration span, String text) {
    assertThat(Durations.format(span)).isEqualTo(text);
  }

  @Test
  @DisplayName("what is written is read back")
  void readsWhatItWrites() {
    Random random = new Random(11);
    for (int i = 0; i < 1_000; i++) {
      Duration span = Duration.ofMillis(random.nextLong(1L << (1 + random.nextInt(40))));
      assertThat(Durations.parse(Durations.format(span))).isEqualTo(span);
    }
  }
}
