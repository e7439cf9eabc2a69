package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code pq work --bar} shows of files: how many of how many, how fast, how long still. */
@Timeout(120)
class WorkBarTest {
  private static final int FILES = 8;
  private static final Pattern SHOWN =
      Pattern.compile(
          "work +(\\d+)% \\[[=> ]*] (\\d+)/(\\d+)"
              + " \\(0:00:(\\d\\d) / 0:00:(\\d\\d)\\) ([0-9.]+)/s");

  @TempDir Path folder;
  private final StringBuilder contents = new StringBuilder();
  private Pq pq;

  @BeforeEach
  void setUp() throws Exception {
    pq = new Pq(folder);
    List<String> put = new ArrayList<>(List.of("put", "--file"));
    for (int i = 0; i < FILES; i++) {
      String content = "content " + i + "\n";
      put.add(Files.writeString(folder.resolve("file-" + i), content).toString());
      contents.append(content);
    }
    pq.out(put.toArray(String[]::new));
  }

  @Test
  void onATerminalItCountsAndTellsTheRateAndTheTimeLeft() {
    Pq.Result result = pq.onTerminal().run("work", "--bar", "--until-empty", "--exec", "sleep 0.3");
    assertThat(result.code()).isZero();
    List<MatchResult> shown = SHOWN.matcher(result.err()).results().toList();
    long before = 0;
    int onTheWay = 0;
    for (MatchResult frame : shown) {
      String text = frame.group();
      long done = number(frame, 2);
      double seconds = number(frame, 4);
      assertThat(done).as(text).isBetween(before, (long) FILES);
      assertThat(number(frame, 3)).as(text).isEqualTo(FILES);
      assertThat(number(frame, 1)).as(text).isEqualTo(100 * done / FILES);
      assertThat(Double.parseDouble(frame.group(6)))
          .as("the rate in " + text)
          .isBetween(done / (seconds + 1) - 0.1, done / seconds + 0.1);
      assertThat(number(frame, 5))
          .as("the time left in " + text)
          .isBetween(
              (long) (seconds * (FILES - done) / done),
              (long) ((seconds + 1) * (FILES - done) / done));
      onTheWay += done > 0 && done < FILES ? 1 : 0;
      before = done;
    }
    assertThat(onTheWay).as(result.err()).isGreaterThanOrEqualTo(2);
    assertThat(before).as("at the end: " + result.err()).isEqualTo(FILES);
  }

  private static long number(MatchResult frame, int group) {
    return Long.parseLong(frame.group(group));
  }

  @Test
  void offATerminalThereIsNone() {
    assertThat(pq.run("work", "--bar", "--until-empty", "--exec", "cat"))
        .isEqualTo(new Pq.Result(0, contents.toString(), ""));
  }
}
