package atk.pq.bench.probes;

import atk.pq.PersistentQ;
import atk.pq.bench.ChildJvm;
import atk.pq.bench.Scratch;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long {@code bin/pq put x} takes, on each JDK that stands beside the one in use, and what the
 * first opening of a queue adds to a JVM.
 */
final class StartUp implements Probe {
  private static final int RUNS = 9;
  private static final Map<Integer, Double> MOST_MILLIS = Map.of(17, 700.0, 25, 450.0);

  @Override
  public List<Figure> measure(Path data) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (Map.Entry<Integer, Path> jdk : jdks().entrySet()) {
      figures.add(
          Figure.of("bin/pq put x on JDK " + jdk.getKey(), put(data, jdk.getValue()), "ms")
              .under(MOST_MILLIS.getOrDefault(jdk.getKey(), 700.0)));
    }
    List<Double> openings = new ArrayList<>();
    try (Scratch scratch = new Scratch(data)) {
      for (int i = 0; i < RUNS; i++) {
        String file = scratch.folder().resolve("jobs.db").toString();
        openings.add(Double.parseDouble(ChildJvm.of(StartUp.class).run(file)));
      }
    }
    figures.add(
        Figure.of(
                "the first opening of a queue in a JVM " + Runtime.version().feature(),
                Median.of(openings),
                "ms")
            .under(350));
    return figures;
  }

  /** The JDKs with a target that stand beside the one in use. */
  private static Map<Integer, Path> jdks() throws IOException {
    Path inUse = Path.of(System.getProperty("java.home"));
    Map<Integer, Path> jdks = new TreeMap<>();
    try (DirectoryStream<Path> beside = Files.newDirectoryStream(inUse.resolveSibling(""))) {
      for (Path home : beside) {
        Integer version = version(home);
        if (version != null && MOST_MILLIS.containsKey(version)) {
          jdks.put(version, home);
        }
      }
    }
    jdks.put(Runtime.version().feature(), inUse);
    return jdks;
  }

  private static @Nullable Integer version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isRegularFile(release)) {
      return null;
    }
    return Files.readAllLines(release).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> Integer.valueOf(line.replaceAll("^[^\"]*\"(\\d+).*", "$1")))
        .findFirst()
        .orElse(null);
  }

  private static double put(Path data, Path jdk) throws Exception {
    try (Scratch scratch = new Scratch(data)) {
      Path folder = scratch.folder();
      ProcessBuilder pq =
          new ProcessBuilder("bin/pq", "--db", folder.resolve("pq.db").toString(), "put", "x")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectInput(new File("/dev/null"));
      pq.environment().put("JAVA_HOME", jdk.toString());
      pq.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
      List<Double> times = new ArrayList<>();
      for (int run = -2; run < RUNS; run++) {
        long began = System.nanoTime();
        if (pq.start().waitFor() != 0) {
          throw new IOException("bin/pq put x failed on " + jdk);
        }
        if (run >= 0) {
          times.add((System.nanoTime() - began) / 1e6);
        }
      }
      return Median.of(times);
    }
  }

  /** A JVM that opens a queue. */
  public static void main(String[] arguments) {
    long began = System.nanoTime();
    PersistentQ pq = PersistentQ.connect(arguments[0]);
    double millis = (System.nanoTime() - began) / 1e6;
    pq.close();
    System.out.println(millis);
  }
}
