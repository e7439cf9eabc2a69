package atk.pq.cli.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
  @Test
  void splitsAsAShellDoes() {
    assertThat(ShellWords.split("  cp  -v {} /tmp/out "))
        .containsExactly("cp", "-v", "{}", "/tmp/out");
    assertThat(ShellWords.split("a 'b c' \"d e\"f g\\ h"))
        .containsExactly("a", "b c", "d ef", "g h");
    assertThat(ShellWords.split("'' \"\" x")).containsExactly("", "", "x");
    assertThat(ShellWords.split("'a\\b' \"a\\b\\\"\\$\\\\\"")).containsExactly("a\\b", "a\\b\"$\\");
    assertThat(ShellWords.split(" \t\n")).isEmpty();
  }

  @Test
  void expandsNothing() {
    assertThat(ShellWords.split("echo $HOME *.txt ~ `x` #y"))
        .containsExactly("echo", "$HOME", "*.txt", "~", "`x`", "#y");
  }

  @Test
  void refusesWhatIsNotClosed() {
    for (String bad : List.of("a 'b", "a \"b", "a \\", "\"a\\")) {
      assertThatThrownBy(() -> ShellWords.split(bad))
          .as(bad)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("lacks");
    }
  }

  /** The shell is the judge: random quoting, without characters that it would expand. */
  @Test
  void agreesWithTheShell() throws Exception {
    long seed = System.nanoTime();
    System.out.println("ShellWordsTest seed " + seed);
    Random random = new Random(seed);
    String alphabet = "ab \\'\"\t{}.ü";
    for (int round = 0, compared = 0; compared < 40 && round < 2_000; round++) {
      StringBuilder command = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        command.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      List<String> words;
      try {
        words = ShellWords.split(command.toString());
      } catch (InvalidRequestException e) {
        continue;
      }
      assertThat(words).as("seed %d: %s", seed, command).isEqualTo(shellWords(command.toString()));
      compared++;
    }
  }

  private static List<String> shellWords(String command) throws Exception {
    String script = "for word in " + command + "\ndo printf '%s\\0' \"$word\"; done";
    Process shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    shell.waitFor();
    return out.isEmpty() ? List.of() : List.of(out.substring(0, out.length() - 1).split("\0", -1));
  }
}
