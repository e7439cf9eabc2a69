package atk.pq.cli.exec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A variable in the environment of one run of a program, by which all that it started is found on
 * Linux, also what left its parents. On other systems nothing is found by it.
 */
record RunMark(String value) {
  static final String VARIABLE = "PQ_RUN";
  private static final Path PROCESSES = Path.of("/proc");

  static RunMark of(UUID run) {
    return new RunMark(run.toString());
  }

  /** What runs with this mark; not what has changed its environment. */
  Stream<ProcessHandle> processes() {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[1-9]*")) {
      for (Path process : all) {
        if (has(process)) {
          handle(process).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      // another system
    }
    return found.stream();
  }

  private boolean has(Path process) {
    try {
      byte[] environment = Files.readAllBytes(process.resolve("environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains(VARIABLE + "=" + value);
    } catch (IOException e) {
      return false; // gone, or somebody else's
    }
  }

  private static Optional<ProcessHandle> handle(Path process) {
    return ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
  }
}
