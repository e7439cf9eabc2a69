package atk.pq.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts children as somebody whom file permissions stop: as nobody where the tests run as root,
 * with copies of the classes that this user may read.
 */
final class OrdinaryUser {
  private static final String NOBODY = "65534";

  private final boolean isRoot = Root.is();
  private final String classPath;
  private final Path library;

  /** Copies what a child needs into this folder. */
  OrdinaryUser(Path folder) throws IOException {
    if (!isRoot) {
      classPath = System.getProperty("java.class.path");
      library = NativeLibrary.folder();
      return;
    }
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(entry);
      if (Files.exists(from)) {
        Path to = folder.resolve(copies.size() + "-" + from.getFileName());
        copy(from, to);
        copies.add(to.toString());
      }
    }
    classPath = String.join(File.pathSeparator, copies);
    library = folder.resolve("native");
    copy(NativeLibrary.folder(), library);
    open(folder);
  }

  Child.Command command(Class<?> main, Object... arguments) {
    Child.Command command = Child.of(main, arguments).classPath(classPath, library);
    return isRoot
        ? command.under("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups")
        : command;
  }

  /** Makes a file or folder this user's own. */
  void own(Path path) throws IOException {
    if (isRoot) {
      Files.setAttribute(path, "unix:uid", Integer.valueOf(NOBODY));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Files.copy(one, to.resolve(from.relativize(one).toString()));
      }
    }
  }

  private static void open(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.toList()) {
        Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }
}
