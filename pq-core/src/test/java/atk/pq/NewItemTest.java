package atk.pq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewItemTest {
  private static final String HIGH = "\uD83D";
  private static final String LOW = "\uDE00";

  @Test
  void hasDefaults() {
    NewItem item = NewItem.of("text");

    assertThat(item.text()).isEqualTo("text");
    assertThat(item.queue()).isNull();
    assertThat(item.priority()).isZero();
    assertThat(item.delay()).isZero();
    assertThat(item.key()).isNull();
    assertThat(item.headers()).isEmpty();
  }

  @Test
  @DisplayName("each method returns a new item and leaves the old one as it was")
  void isImmutable() {
    NewItem plain = NewItem.of("text");
    NewItem full =
        plain
            .queue("thumbs")
            .priority(5)
            .delay(Duration.ofMinutes(10))
            .key("report-17")
            .header("b", "1")
            .header("a", "2");

    assertThat(full.queue()).isEqualTo("thumbs");
    assertThat(full.priority()).isEqualTo(5);
    assertThat(full.delay()).isEqualTo(Duration.ofMinutes(10));
    assertThat(full.key()).isEqualTo("report-17");
    assertThat(full.headers().keySet()).containsExactly("b", "a");
    assertThat(plain.headers()).isEmpty();
    assertThat(plain.queue()).isNull();
    assertThatThrownBy(() -> full.headers().put("c", "3"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {HIGH, LOW, "a" + HIGH, LOW + HIGH, HIGH + "x" + LOW, HIGH + HIGH + LOW})
  @DisplayName("a lone surrogate is refused wherever a text is taken, with the place it has")
  void loneSurrogates(String text) {
    refuses(item -> NewItem.of(text), "lone surrogate");
    refuses(item -> item.key(text), "lone surrogate");
    refuses(item -> item.queue(text), "lone surrogate");
    refuses(item -> item.header(text, "v"), "lone surrogate");
    refuses(item -> item.header("n", text), "lone surrogate");
    assertThatThrownBy(() -> NewItem.of("ab" + HIGH)).hasMessageContaining("index 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", HIGH + LOW, "a" + HIGH + LOW + HIGH + LOW, "\uFFFF", "ünï"})
  @DisplayName("every text of whole characters is taken, also empty ones and NUL")
  void wholeCharacters(String text) {
    assertThat(NewItem.of(text).text()).isEqualTo(text);
    assertThat(NewItem.of("x").header("n", text).headers()).containsEntry("n", text);
  }

  @Test
  void keysHaveOneTo512Characters() {
    assertThat(NewItem.of("x").key("k".repeat(512)).key()).hasSize(512);
    assertThat(NewItem.of("x").key("k").key(null).key()).isNull();
    refuses(item -> item.key(""), "1 to 512");
    refuses(item -> item.key("k".repeat(513)), "513");
  }

  @Test
  void queueNamesAreShortAndPrintable() {
    assertThat(NewItem.of("x").queue("q".repeat(128)).queue()).hasSize(128);
    refuses(item -> item.queue(""), "no queue name");
    refuses(item -> item.queue("  "), "no queue name");
    refuses(item -> item.queue("a\nb"), "a?b");
    refuses(item -> item.queue("q".repeat(129)), "128");
  }

  @Test
  void delaysAreNotNegative() {
    assertThat(NewItem.of("x").delay(Duration.ZERO).delay()).isZero();
    refuses(item -> item.delay(Duration.ofMillis(-1)), "at least 0 ms");
    refuses(item -> item.delay(Duration.ofDays(400_000)), "365000 days");
  }

  @Test
  @DisplayName("all headers together have at most 16 KiB; one given again replaces the first")
  void headersAreSmall() {
    NewItem item = NewItem.of("x").header("name", "v".repeat(16 * 1024 - 4));

    assertThat(item.header("name", "short").headers()).containsOnlyKeys("name");
    assertThatThrownBy(() -> item.header("n", ""))
        .isInstanceOf(ItemTooLargeException.class)
        .hasMessageContaining("16384");
    refuses(plain -> plain.header("", "v"), "needs a name");
  }

  private static void refuses(Consumer<NewItem> step, String why) {
    assertThatThrownBy(() -> step.accept(NewItem.of("x")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(why);
  }
}
