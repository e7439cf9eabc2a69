package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.cli.session.JsonReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files larger than the heap go through {@code bin/pq put} and {@code bin/pq work}, in turns with
 * what else a shell would do: copy the file and check the copy.
 */
@Timeout(1_200)
class LargeFileIT {
  private static final int MIB = 1024 * 1024;
  private static final int HEAP_MIB = 128;
  private static final String PQ = BinPqIT.ROOT.resolve("bin/pq").toString();

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path large;
  private String sha256;

  @BeforeEach
  void setUp() {
    environment.put("HOME", folder.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("PATH", System.getenv("PATH"));
    environment.put("PQ_JAVA_OPTS", "-Xmx" + HEAP_MIB + "m");
    large = folder.resolve("large");
  }

  @Test
  void aFileLargerThanTheHeapGoesThrough() throws Exception {
    make(HEAP_MIB + 32);
    through();
  }

  @Test
  @Tag("deep")
  void twoGibibytesGoThroughAtHalfTheSpeedOfACopyAndACheckAtLeast() throws Exception {
    make(2_048);
    int rounds = 5;
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      double pq = through();
      double copy = copied();
      ratios[round] = copy / pq;
      System.out.printf(Locale.ROOT, "LargeFileIT: pq %.2f s, cp + sha256sum %.2f s%n", pq, copy);
    }
    Arrays.sort(ratios);
    double median = ratios[rounds / 2];
    System.out.printf(
        Locale.ROOT,
        "LargeFileIT: 2 GiB in %d MiB of heap at %.2f x (%.2f to %.2f) the speed of cp + sha256sum%n",
        HEAP_MIB,
        median,
        ratios[0],
        ratios[rounds - 1]);
    assertThat(median).isGreaterThanOrEqualTo(0.5);
  }

  /** Puts the file, lets a program have it, and throws it away; seconds, without the last. */
  private double through() throws Exception {
    long begin = System.nanoTime();
    assertThat(run(PQ, "put", "--file", large.toString())).isEqualTo("1\n");
    String size = run(PQ, "work", "--until-empty", "--exec", "stat -Lc %s {}");
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertThat(size).isEqualTo(Files.size(large) + "\n");
    Map<?, ?> item = (Map<?, ?>) JsonReader.read(run(PQ, "show", "1", "-o", "json"));
    assertThat(item.get("status")).isEqualTo("Processed");
    assertThat(((Map<?, ?>) item.get("file")).get("sha256")).isEqualTo(sha256);
    run("sh", "-c", "rm -r pq.db*");
    return seconds;
  }

  /** The same without a queue. */
  private double copied() throws Exception {
    long begin = System.nanoTime();
    run("cp", "large", "copy");
    assertThat(run("sha256sum", "copy")).startsWith(sha256);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Files.delete(folder.resolve("copy"));
    return seconds;
  }

  private void make(int mib) throws Exception {
    byte[] piece = new byte[MIB];
    Random random = new Random(mib);
    try (OutputStream out = Files.newOutputStream(large)) {
      for (int i = 0; i < mib; i++) {
        random.nextBytes(piece);
        out.write(piece);
      }
    }
    sha256 = run("sha256sum", "large").substring(0, 64);
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path nothing = Path.of("/dev/null");
    try (PqJvm process = PqJvm.start(folder, List.of(command), nothing, environment)) {
      Pq.Result result = process.await();
      assertThat(result.code()).as("%s: %s", List.of(command), result.err()).isZero();
      return result.out();
    }
  }
}
