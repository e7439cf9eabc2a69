package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/pq} asks of Maven where its jar is missing, with a Maven that only says it. */
class FirstBuildTest {
  @TempDir Path folder;

  @Test
  void mavenIsToldToKeepColoursAndProgressToItself() throws Exception {
    Path script = Files.createDirectory(folder.resolve("bin")).resolve("pq");
    Path source = Path.of("..", "bin", "pq").toAbsolutePath().normalize();
    Files.copy(source, script);
    Path maven = Files.createDirectory(folder.resolve("path")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\necho \"asked: $*\"\nexit 1\n");
    for (Path each : new Path[] {script, maven}) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
    }
    ProcessBuilder pq = new ProcessBuilder(script.toString(), "version");
    pq.environment().put("PATH", maven.getParent() + ":" + System.getenv("PATH"));
    pq.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = pq.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(said).contains("asked: ").contains(" -B ").contains(" -Dstyle.color=never ");
    assertThat(said).contains("the build failed").doesNotContain("\u001b");
  }

  @Test
  void theBuildWithoutTestsAsksForNoTestJar() throws Exception {
    String pom = Files.readString(Path.of("pom.xml"));
    int profiles = pom.indexOf("<name>!maven.test.skip</name>");
    assertThat(profiles).isPositive();
    assertThat(pom.indexOf("<type>test-jar</type>"))
        .as("only with the tests")
        .isGreaterThan(profiles);
  }
}
