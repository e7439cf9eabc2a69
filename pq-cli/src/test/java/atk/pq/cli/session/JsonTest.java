package atk.pq.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.InvalidRequestException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void writesOneLine() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", 9007199254740993L);
    row.put("text", "a\"b\\c\n\u0001ü😀");
    row.put("none", null);
    row.put("time", Instant.parse("2026-11-24T03:00:00Z"));
    row.put("list", Arrays.asList(1, true, null));
    row.put("empty", Map.of());
    assertThat(Json.write(row))
        .isEqualTo(
            "{\"id\":9007199254740993,\"text\":\"a\\\"b\\\\c\\n\\u0001ü😀\",\"none\":null,"
                + "\"time\":\"2026-11-24T03:00:00.000Z\",\"list\":[1,true,null],\"empty\":{}}");
  }

  @Test
  void readsEveryKindOfValue() {
    assertThat(
            JsonReader.read(
                " { \"a\" : [ 1 , -2.5e1, true, false, null, \"\\u00fc\\ud83d\\ude00\\/\" ] , \"b\" : {} } "))
        .isEqualTo(
            Map.of(
                "a",
                Arrays.asList(
                    new BigDecimal(1), new BigDecimal("-2.5e1"), true, false, null, "ü😀/"),
                "b",
                Map.of()));
  }

  @Test
  void refusesWhatIsNoJsonAndSaysWhere() {
    for (String bad :
        List.of(
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "'a'",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "1 2",
            "tru",
            "\"a\nb\"",
            "--1",
            "\\",
            "[".repeat(100_000))) {
      assertThatThrownBy(() -> JsonReader.read(bad))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("at character");
    }
  }

  @Test
  void readsBackWhatItWrote() {
    long seed = System.nanoTime();
    System.out.println("JsonTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.appendCodePoint(
            random.nextBoolean() ? random.nextInt(128) : 0x10000 + random.nextInt(999));
      }
      assertThat(JsonReader.read(Json.write(text.toString())))
          .as("seed %d", seed)
          .isEqualTo(text.toString());
    }
  }
}
