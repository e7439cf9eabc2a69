package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which releases of SQLite are safe with several processes on one file. */
class EngineVersionTest {
  @ParameterizedTest
  @CsvSource({
    "3.51.3, true",
    "3.51.10, true",
    "3.53.4, true",
    "4.0, true",
    "3.51.2, false",
    "3.51, false",
    "3.9.9, false",
    "2.99.99, false"
  })
  @DisplayName("releases before 3.51.3 can lose commits, and are refused")
  void knowsTheSafeReleases(String version, boolean isSafe) {
    assertThat(SqliteEngine.isSafe(version)).isEqualTo(isSafe);
  }
}
