package atk.pq.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The folder of the demonstration: files of sales to be added up, and the program that does so. One
 * file is broken; for one the program takes long, until the demonstration lets it go on.
 */
final class DemoFiles {
  static final int GOOD_FILES = 12;

  private static final String PROGRAM =
      """
      # Adds up the second column of a file, and writes the sum to out/NAME.
      set -e
      here=$(dirname "$0")
      name=$(basename "$1")
      : >"$here/begun/$name"
      while [ "$name" = slow.csv ] && [ -e "$here/hold" ]; do sleep 0.1; done
      awk -F, '
        $2 !~ /^[0-9]+$/ { print "line " NR ": no number in " $0 >"/dev/stderr"; exit bad = 1 }
        { sum += $2 }
        END { if (bad) exit 1; print sum }
      ' "$1" >"$here/out/$name.$$"
      mv "$here/out/$name.$$" "$here/out/$name"
      """;

  private final Path folder;

  private DemoFiles(Path folder) {
    this.folder = folder;
  }

  static DemoFiles create() throws IOException {
    DemoFiles files = new DemoFiles(Files.createTempDirectory("pq-demo"));
    for (String name : List.of("in", "out", "begun", "log")) {
      Files.createDirectory(files.folder.resolve(name));
    }
    Files.writeString(files.program(), PROGRAM);
    Files.createFile(files.folder.resolve("hold"));
    for (int i = 1; i < GOOD_FILES; i++) {
      Files.writeString(files.in("sales-%02d.csv".formatted(i)), sales(i));
    }
    Files.writeString(files.in("slow.csv"), sales(GOOD_FILES));
    Files.writeString(files.in("broken.csv"), "apples,3\npears,many\n");
    return files;
  }

  private static String sales(int i) {
    return "apples,%d%npears,%d%nplums,%d%n".formatted(i, 10 * i, 100 * i);
  }

  Path db() {
    return folder.resolve("demo.db");
  }

  Path folder() {
    return folder;
  }

  Path program() {
    return folder.resolve("add-up.sh");
  }

  Path log(String name) {
    return folder.resolve("log").resolve(name);
  }

  Path in(String name) {
    return folder.resolve("in").resolve(name);
  }

  /** The files as three producers share them. */
  List<List<String>> shares() {
    List<String> names = new ArrayList<>();
    names.add("slow.csv");
    names.add("broken.csv");
    IntStream.range(1, GOOD_FILES).forEach(i -> names.add("sales-%02d.csv".formatted(i)));
    List<List<String>> shares = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < names.size(); i++) {
      shares.get(i % shares.size()).add(in(names.get(i)).toString());
    }
    return shares;
  }

  boolean hasBegun(String name) {
    return Files.exists(folder.resolve("begun").resolve(name));
  }

  /** Lets the program finish the slow file. */
  void letGo() throws IOException {
    Files.deleteIfExists(folder.resolve("hold"));
  }

  void mendBroken() throws IOException {
    Files.writeString(in("broken.csv"), "apples,3\npears,4\n");
  }

  /** What the program wrote about a file; empty where it wrote nothing. */
  String sum(String name) throws IOException {
    Path file = folder.resolve("out").resolve(name);
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  /** What it should have written. */
  static String expectedSum(String name) {
    return switch (name) {
      case "broken.csv" -> "7";
      case "slow.csv" -> String.valueOf(111 * GOOD_FILES);
      default -> String.valueOf(111 * Integer.parseInt(name.replaceAll("\\D", "")));
    };
  }

  void delete() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
