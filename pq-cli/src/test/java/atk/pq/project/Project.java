package atk.pq.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The project's own files. */
final class Project {
  /** The folder of the parent POM. */
  static final Path ROOT = root();

  private static final Set<String> NOT_OURS = Set.of(".git", ".idea", "target", "node_modules");
  private static final Set<String> TEXT =
      Set.of("java", "md", "xml", "sql", "sh", "properties", "config", "json", "txt", "html", "js");

  private Project() {}

  /** Every text file, also those that git does not know yet. */
  static List<Path> textFiles() {
    return files(ROOT).filter(file -> isText(file.getFileName().toString())).toList();
  }

  /** Every source file below {@code src/main/java} or {@code src/test/java} of any module. */
  static List<Path> sources(String set) {
    Path folder = Path.of("src", set, "java");
    return textFiles().stream()
        .filter(file -> file.toString().endsWith(".java"))
        .filter(file -> ROOT.relativize(file).toString().contains(folder.toString()))
        .toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static boolean isText(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 || TEXT.contains(name.substring(dot + 1));
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.sorted().toList().stream()
          .filter(path -> !NOT_OURS.contains(path.getFileName().toString()))
          .flatMap(path -> Files.isDirectory(path) ? files(path) : Stream.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
