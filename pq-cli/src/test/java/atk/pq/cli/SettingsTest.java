package atk.pq.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Option before environment before folder before home. */
class SettingsTest {
  @TempDir Path folder;
  @TempDir Path home;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder).environment("HOME", home.toString());
  }

  @Test
  void theStrongestSettingWins() throws Exception {
    Path config = Files.createDirectories(home.resolve(".config/pq")).resolve("config.properties");
    Files.writeString(config, "queue=of-home\n");
    pq.out("put", "1");
    Files.writeString(folder.resolve(".pq.properties"), "queue=of-folder\n");
    pq.out("put", "2");
    pq.environment("PQ_QUEUE", "of-environment").out("put", "3");
    pq.out("put", "4", "-q", "of-option");
    pq.environment("PQ_QUEUE", " ").out("put", "5");
    for (String queue : new String[] {"of-home", "of-environment", "of-option"}) {
      assertThat(pq.out("ls", "-q", queue, "-o", "id")).as(queue).hasLineCount(1);
    }
    assertThat(pq.out("ls", "-q", "of-folder", "-o", "id")).isEqualTo("2\n5\n");
  }

  @Test
  void theDatabaseComesFromTheSettingsToo() throws Exception {
    Path db = folder.resolve("by-file.db");
    Files.writeString(folder.resolve(".pq.properties"), "db=" + db + "\n");
    pq.withoutEnvironment("PQ_DB").out("put", "x");
    assertThat(db).exists();
    Path other = folder.resolve("by-environment.db");
    pq.environment("PQ_DB", other.toString()).out("put", "x");
    assertThat(other).exists();
    Path third = folder.resolve("by-option.db");
    pq.out("--db", third.toString(), "put", "x");
    assertThat(third).exists();
  }

  @Test
  void theFolderOfFilesComesFromTheSettingsToo() throws Exception {
    for (int i = 1; i <= 3; i++) {
      Files.write(folder.resolve("large" + i), (i + "x".repeat(100_000)).getBytes(US_ASCII));
    }
    Path byFile = folder.resolve("by file");
    Files.writeString(folder.resolve(".pq.properties"), "files=by file\n");
    pq.out("put", "--file", folder.resolve("large1").toString());
    assertThat(contents(byFile)).isEqualTo(1);
    Path byEnvironment = folder.resolve("by-environment");
    pq.environment("PQ_FILES", byEnvironment.toString());
    pq.out("put", "--file", folder.resolve("large2").toString());
    assertThat(contents(byEnvironment)).isEqualTo(1);
    Path byOption = folder.resolve("by-option");
    pq.out("put", "--file", folder.resolve("large3").toString(), "--files-folder", "by-option");
    assertThat(contents(byOption)).isEqualTo(1);
    assertThat(folder.resolve("test.db.files")).doesNotExist();
    assertThat(pq.out("show", "2", "--payload")).startsWith("2xxx").hasSize(100_001);
    assertThat(pq.run("show", "3", "--payload").err()).contains("the content is missing");
  }

  private static long contents(Path store) throws Exception {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(path -> path.getFileName().toString().length() == 64).count();
    }
  }

  @Test
  void xdgConfigHomeIsHonoured() throws Exception {
    Path config = Files.createDirectories(home.resolve("xdg/pq")).resolve("config.properties");
    Files.writeString(config, "queue=of-xdg\n");
    pq.environment("XDG_CONFIG_HOME", home.resolve("xdg").toString()).out("put", "x");
    assertThat(pq.out("queue", "ls", "-o", "id")).isEqualTo("of-xdg\n");
  }

  @Test
  void aSettingThatDoesNotExistIsToldWithItsFile() throws Exception {
    Files.writeString(folder.resolve(".pq.properties"), "colour=red\n");
    Pq.Result result = pq.run("ls");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("pq: there is no setting \"colour\"")
        .contains(".pq.properties");
  }

  @Test
  void withoutAQueueLookingMeansAllQueues() {
    pq.out("put", "-q", "one", "x");
    pq.out("put", "-q", "two", "y");
    assertThat(pq.out("ls", "-o", "id")).isEqualTo("1\n2\n");
    assertThat(pq.environment("PQ_QUEUE", "two").out("ls", "-o", "id")).isEqualTo("2\n");
  }
}
