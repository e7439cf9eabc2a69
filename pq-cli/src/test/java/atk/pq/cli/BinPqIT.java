package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bin/pq}, with the packaged jar. */
@Timeout(300)
class BinPqIT {
  static final Path ROOT = root();

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void setUp() {
    environment.put("HOME", folder.toString());
    environment.put("XDG_CACHE_HOME", folder.resolve("a cache").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LC_ALL", "C");
  }

  @Test
  void worksFromAnyFolderAndThroughSymbolicLinksAndSaysNothingOfTheJvm() throws Exception {
    Path links = Files.createDirectory(folder.resolve("with space"));
    Files.createSymbolicLink(links.resolve("first"), ROOT.resolve("bin/pq"));
    Files.createSymbolicLink(links.resolve("pq"), Path.of("first"));
    Path pq = links.resolve("pq");
    assertThat(run(pq, "put", "ü in a C locale")).isEqualTo(new Pq.Result(0, "1\n", ""));
    assertThat(run(pq, "get")).isEqualTo(new Pq.Result(0, "1\tü in a C locale\n", ""));
    assertThat(folder.resolve("pq.db")).exists();
    try (Stream<Path> cached = Files.list(folder.resolve("a cache/pq"))) {
      assertThat(cached.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.matches("classes-.*\\.jsa"))
          .anyMatch(name -> name.startsWith("sqlite-"))
          .hasSize(2);
    }
  }

  @Test
  void worksWithoutACacheAndWithADamagedOne() throws Exception {
    Path pq = ROOT.resolve("bin/pq");
    environment.put("XDG_CACHE_HOME", "/dev/null");
    assertThat(run(pq, "put", "x")).isEqualTo(new Pq.Result(0, "1\n", ""));
    environment.put("XDG_CACHE_HOME", folder.resolve("a cache").toString());
    assertThat(run(pq, "put", "x")).isEqualTo(new Pq.Result(0, "2\n", ""));
    try (Stream<Path> cached = Files.list(folder.resolve("a cache/pq"))) {
      Path archive =
          cached.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
      Files.delete(archive);
      Files.writeString(archive, "this is no archive");
    }
    assertThat(run(pq, "put", "x")).isEqualTo(new Pq.Result(0, "3\n", ""));
  }

  @Test
  void handsOnInputAndExitStatus() throws Exception {
    Path pq = ROOT.resolve("bin/pq");
    Path input = Files.writeString(folder.resolve("input"), "a\nb\n");
    assertThat(run(input, pq, "put", "--stdin")).isEqualTo(new Pq.Result(0, "1\n2\n", ""));
    assertThat(run(pq, "show", "99").code()).isEqualTo(5);
    assertThat(run(pq, "work", "--until-empty", "--exec", "echo {}"))
        .isEqualTo(new Pq.Result(0, "a\nb\n", ""));
  }

  @Test
  void findsOutHowWideTheTerminalIs() throws Exception {
    Path script = Path.of("/usr/bin/script");
    assumeTrue(Files.exists(script), "NOT RUN: a terminal needs the command script");
    String bench = ROOT.resolve("bin/pq") + " bench --seconds 0.6 --consumers 1 --producers 1";
    Pq.Result result = run(script, "-qec", "stty cols 40; " + bench, "/dev/null");
    assertThat(Stream.of(result.out().split("[\\r\\n]")).filter(line -> line.contains("/s p99")))
        .isNotEmpty()
        .allMatch(line -> line.length() < 40);
  }

  @Test
  void saysWhichJavaItNeeds() throws Exception {
    environment.put("JAVA_HOME", folder.toString());
    Pq.Result none = run(ROOT.resolve("bin/pq"), "version");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).startsWith("pq: JAVA_HOME").contains("17 or newer").hasLineCount(1);
    script(folder.resolve("bin/java"), "exit 1");
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Pq.Result old = run(ROOT.resolve("bin/pq"), "version");
    assertThat(old.code()).isEqualTo(1);
    assertThat(old.err()).contains("is Java 11.0.2").hasLineCount(1);
  }

  /** With a stand-in for Maven: it takes its time, then gives the jar that is there already. */
  @Test
  void buildsAMissingJarOnceHoweverManyStart() throws Exception {
    Path copy = Files.createDirectories(folder.resolve("clone/bin")).getParent();
    Files.createDirectories(copy.resolve("pq-cli/target"));
    Path pq = Files.copy(ROOT.resolve("bin/pq"), copy.resolve("bin/pq"));
    Path builds = folder.resolve("builds");
    String jar = ROOT.resolve("pq-cli/target/pq.jar").toString();
    script(
        folder.resolve("tools/mvn"),
        "cat; echo built >>'%s'; sleep 1; cp '%s' '%s'"
            .formatted(builds, jar, copy.resolve("pq-cli/target/pq.jar")));
    environment.put("PATH", folder.resolve("tools") + File.pathSeparator + System.getenv("PATH"));
    Path input = Files.writeString(folder.resolve("input"), "kept for pq\n");
    try (PqJvm first = start(input, pq, "put", "--stdin");
        PqJvm second = start(input, pq, "version")) {
      Pq.Result put = first.await();
      assertThat(put.code()).as(put.err()).isZero();
      assertThat(put.out()).isEqualTo("1\n");
      assertThat(second.await().code()).isZero();
    }
    assertThat(builds).hasContent("built\n");
    assertThat(copy.resolve(".pq-building")).doesNotExist();
    assertThat(run(pq, "show", "1", "--payload")).isEqualTo(new Pq.Result(0, "kept for pq", ""));
  }

  private Pq.Result run(Path pq, String... args) throws Exception {
    return run(Path.of("/dev/null"), pq, args);
  }

  private Pq.Result run(Path input, Path pq, String... args) throws Exception {
    try (PqJvm process = start(input, pq, args)) {
      return process.await();
    }
  }

  private PqJvm start(Path input, Path pq, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(pq.toString()));
    command.addAll(List.of(args));
    return PqJvm.start(folder, command, input, environment);
  }

  private static void script(Path file, String code) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + code + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("bin/pq"))) {
      root = root.getParent();
    }
    return root;
  }
}
