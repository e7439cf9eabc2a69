package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("a figure that misses its target does not read as if it were the target")
class DigitsTest {
  @Test
  void asManyAsItTakes() {
    assertThat(Digits.of(0.7, 0.85, 2)).isEqualTo("0.70");
    assertThat(Digits.of(0.85, 0.85, 2)).isEqualTo("0.85");
    assertThat(Digits.of(0.848, 0.85, 2)).isEqualTo("0.848");
    assertThat(Digits.of(0.84996, 0.85, 2)).isEqualTo("0.8500");
    assertThat(Digits.of(1_300.4, 300, 0)).isEqualTo("1,300");
    assertThat(Digits.of(300.4, 300, 0)).isEqualTo("300.4");
  }
}
