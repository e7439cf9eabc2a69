package atk.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The builder's defaults, and the URLs that it reads. */
class PqConfigTest {
  @Test
  @DisplayName("the defaults are those that the builder's methods state")
  void defaults() {
    PqConfig config = PqConfig.builder("jobs.db").build();

    assertThat(config.dbName()).isEqualTo("jobs.db");
    assertThat(config.dbType()).isEqualTo("sqlite");
    assertThat(config.create()).isTrue();
    assertThat(config.queue()).isEqualTo("default");
    assertThat(config.lease()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.maxSubmissions()).isEqualTo(3);
    assertThat(config.retryDelay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.retryDelayMax()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.retention()).isNull();
    assertThat(config.maxItemBytes()).isEqualTo(1024 * 1024);
    assertThat(config.durability()).isEqualTo(Durability.FLUSH);
    assertThat(config.busyTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.allowNetworkFileSystem()).isFalse();
    assertThat(config.shareDatabase()).isFalse();
    assertThat(config.listeners()).isEmpty();
  }

  @Test
  @DisplayName("every setting can be said in the URL")
  void everySetting() {
    PqConfig config =
        PqConfig.builder(
                "sqlite:/var/lib/jobs.db?queue=thumbs&create=false&lease=30s&maxSubmissions=5"
                    + "&retryDelay=250ms&retention=7d&maxItemBytes=2048&durability=process"
                    + "&busyTimeout=1m&allowNetworkFileSystem=true&shareDatabase=TRUE")
            .build();

    assertThat(config.dbName()).isEqualTo("/var/lib/jobs.db");
    assertThat(config.queue()).isEqualTo("thumbs");
    assertThat(config.create()).isFalse();
    assertThat(config.lease()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.maxSubmissions()).isEqualTo(5);
    assertThat(config.retryDelay()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.retention()).isEqualTo(Duration.ofDays(7));
    assertThat(config.maxItemBytes()).isEqualTo(2048);
    assertThat(config.durability()).isEqualTo(Durability.PROCESS);
    assertThat(config.busyTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.allowNetworkFileSystem()).isTrue();
    assertThat(config.shareDatabase()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "jobs.db, sqlite, jobs.db",
    "./a folder/jobs.db, sqlite, ./a folder/jobs.db",
    "sqlite:jobs.db, sqlite, jobs.db",
    "jobs.db?lease=30s, sqlite, jobs.db",
    "why?.db, sqlite, why?.db",
    "C:\\jobs.db, sqlite, C:\\jobs.db",
    "postgresql://host/db, postgresql, postgresql://host/db",
    "postgres://host/db?ssl=true, postgresql, postgres://host/db?ssl=true"
  })
  @DisplayName("the name says the engine; a file may have a question mark in its name")
  void names(String url, String type, String name) {
    PqConfig config = PqConfig.builder(url).build();

    assertThat(config.dbType()).isEqualTo(type);
    assertThat(config.dbName()).isEqualTo(name);
  }

  @Test
  @DisplayName("a value may be encoded as in any URL")
  void encodedValues() {
    assertThat(PqConfig.builder("jobs.db?queue=a%26b%20c").build().queue()).isEqualTo("a&b c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "sqlite:",
        "sqlite:?lease=30s",
        "a\0b",
        "jobs.db?leese=30s",
        "jobs.db?lease=soon",
        "jobs.db?lease=0",
        "sqlite:jobs.db?lease",
        "jobs.db?=30s",
        "jobs.db?create=yes",
        "jobs.db?maxSubmissions=0",
        "jobs.db?maxSubmissions=many",
        "jobs.db?maxItemBytes=0",
        "jobs.db?maxItemBytes=67108865",
        "jobs.db?durability=maybe",
        "jobs.db?queue=",
        "jobs.db?retention=-1s"
      })
  @DisplayName("what is malformed or unknown is refused")
  void malformed(String url) {
    assertThatThrownBy(() -> PqConfig.builder(url)).isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs.db?queue=%", "jobs.db?queue=%zz"})
  @DisplayName("a broken encoding is refused as any malformed setting")
  void brokenEncoding(String url) {
    assertThatThrownBy(() -> PqConfig.builder(url)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  @DisplayName("an unknown setting is answered with the settings that there are")
  void unknownSetting() {
    assertThatThrownBy(() -> PqConfig.builder("jobs.db?leese=30s"))
        .hasMessageContaining("leese")
        .hasMessageContaining("maxSubmissions");
  }

  @Test
  @DisplayName("a new queue gets the settings of the configuration")
  void newQueueSettings() {
    PqConfig config =
        PqConfig.builder("jobs.db")
            .lease(Duration.ofSeconds(9))
            .maxSubmissions(7)
            .retryDelay(Duration.ofMillis(5), Duration.ofHours(1))
            .retention(Duration.ofDays(2))
            .build();

    assertThat(config.newQueueSettings("q"))
        .isEqualTo(
            new QueueSettings(
                "q",
                Duration.ofSeconds(9),
                7,
                Duration.ofMillis(5),
                Duration.ofHours(1),
                Duration.ofDays(2),
                false));
    assertThatThrownBy(() -> config.newQueueSettings(" "))
        .isInstanceOf(InvalidRequestException.class);
  }
}
