package atk.pq.cli;

import atk.pq.cli.session.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the usual commands once on a database of its own, so that {@code bin/pq} can archive the
 * classes that they load.
 */
final class Training {
  private Training() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("pq-training");
    try {
      String db = folder.resolve("training.db").toString();
      run("put", "--db", db, "--priority", "1", "--delay", "0", "-H", "a=b", "x", "y");
      run("get", "--db", db, "-o", "json");
      run("get", "--db", db, "--lease", "1m", "--wait", "1ms");
      run("done", "--db", db, "1");
      run("fail", "--db", db, "2", "--reason", "x");
      run("ls", "--db", db);
      run("ls", "--db", db, "-o", "json", "--status", "processed");
      run("show", "--db", db, "2");
      run("stats", "--db", db);
      run("wait", "--db", db, "1");
      run("ls", "--no-such-option");
      run("show", "--db", db, "99");
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void run(String... args) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    ByteArrayInputStream nothing = new ByteArrayInputStream(new byte[0]);
    Main.run(
        new Surroundings(nothing, nowhere, nowhere, Map.of(), Path.of(""), false, false, false, 80),
        args);
  }
}
