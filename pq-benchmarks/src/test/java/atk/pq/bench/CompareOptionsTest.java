package atk.pq.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareOptionsTest {
  @TempDir Path folder;

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

  /** The script does so before it builds, with the source file as it is. */
  @Test
  void theScriptSaysWhatIsWrongBeforeItBuilds() throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Path tools = Files.createDirectory(folder.resolve("tools"));
    Path mvn = Files.writeString(tools.resolve("mvn"), "#!/bin/sh\necho building; exit 9\n");
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(script(root, tools, "--round", "3"))
        .startsWith("bin/pq-compare: --round is no option\nusage: bin/pq-compare ")
        .endsWith("exit 2");
    assertThat(script(root, tools, "--data", "/dev/null/x"))
        .startsWith("bin/pq-compare: no such folder: /dev/null")
        .endsWith("exit 2");
    assertThat(script(root, tools, "--rounds", "3", "--data", folder.resolve("data").toString()))
        .isEqualTo("building\nexit 9");
  }

  private static String script(Path root, Path tools, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("bin/pq-compare").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said + "exit " + process.waitFor();
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
