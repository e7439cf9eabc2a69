package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareOptionsTest {
  @Test
  void goodOnesAreTaken() {
    CompareOptions options =
        CompareOptions.of("--rounds", "3", "--seconds", "0.2", "--only", "put");
    assertThat(options.rounds()).isEqualTo(3);
    assertThat(options.seconds()).isEqualTo(0.2);
    assertThat(options.wants("put, 1 caller")).isTrue();
    Compare.checkOnly(options);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "--help; --help is no option",
        "--round 3; --round is no option",
        "--rounds; --rounds has no value",
        "--rounds 0; --rounds takes a whole number",
        "--rounds 1.5; --rounds takes a whole number",
        "--seconds x; --seconds takes a number from 0.01",
        "--seconds NaN; --seconds takes a number from 0.01",
        "--growth -1; --growth takes a whole number",
        "--only nosuchwork; nothing has 'nosuchwork' in its name"
      })
  void badOnesAreNamed(String arguments, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Compare.checkOnly(CompareOptions.of(arguments.split(" "))))
        .withMessageStartingWith(message);
  }

  @Test
  void whereNothingIsCalledSoTheNamesAreListed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Compare.checkOnly(CompareOptions.of("--only", "nosuchwork")))
        .withMessageContaining("put, 64 callers\n")
        .withMessageContaining("Start-up");
  }

  @Test
  void theCommandIsShownWithoutTheFoldersOfTheMachine() {
    assertThat(CompareOptions.shown("--data", "/a/b", "--rounds", "3", "--only", "put, 1"))
        .isEqualTo("bin/pq-compare --data FOLDER --rounds 3 --only 'put, 1'");
  }

  @Test
  void theMachineIsDescribed() throws Exception {
    assertThat(Machine.described(Path.of(".")))
        .contains(Runtime.getRuntime().availableProcessors() + " cores", "Java")
        .contains(Files.getFileStore(Path.of(".")).type());
  }
}
