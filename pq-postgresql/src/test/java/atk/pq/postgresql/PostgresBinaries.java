package atk.pq.postgresql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tukaani.xz.XZInputStream;

/**
 * The programs {@code initdb}, {@code pg_ctl} and {@code postgres}: those of the folder {@code
 * PQ_TEST_PGBIN} names, else those of the test dependency, unpacked once into a folder that later
 * runs find again.
 *
 * <p>PostgreSQL refuses to run as root. A run as root therefore starts it in a user namespace
 * without privileges ({@code unshare -U}), where the files it makes are still root's; where that is
 * not allowed, as the user {@code nobody} ({@code setpriv}).
 */
final class PostgresBinaries {
  private static final List<String> ARCHIVES =
      List.of(
          "/postgres-linux-x86_64.txz",
          "/postgres-linux-arm_64.txz",
          "/postgres-darwin-arm_64.txz",
          "/postgres-darwin-x86_64.txz");
  private static final String NOBODY = "65534";

  private final Path bin;
  private final List<String> unprivileged;

  private PostgresBinaries(Path bin, List<String> unprivileged) {
    this.bin = bin;
    this.unprivileged = unprivileged;
  }

  static PostgresBinaries find() {
    String installed = System.getenv("PQ_TEST_PGBIN");
    Path bin = installed == null ? unpacked().resolve("bin") : Path.of(installed);
    return new PostgresBinaries(bin, unprivileged());
  }

  /** Runs a program to its end and returns what it said. */
  String run(Path log, String program, String... arguments) {
    List<String> command = new ArrayList<>(unprivileged);
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    return run(log, command);
  }

  /** Makes a folder that PostgreSQL can call its own. */
  void own(Path folder) {
    if (unprivileged.contains("setpriv")) {
      run(folder.resolve("chown.log"), List.of("chown", "-R", NOBODY, folder.toString()));
    }
  }

  private static List<String> unprivileged() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    try {
      Process probe = new ProcessBuilder("unshare", "-U", "true").start();
      if (probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0) {
        return List.of("unshare", "-U");
      }
    } catch (IOException e) {
      // no such program: the other way
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
  }

  private static Path unpacked() {
    URL archive =
        ARCHIVES.stream()
            .map(PostgresBinaries.class::getResource)
            .filter(found -> found != null)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no PostgreSQL for this platform"));
    String version = Integer.toHexString(archive.toString().hashCode());
    Path cached = Path.of(System.getProperty("java.io.tmpdir"), "pq-test-postgresql-" + version);
    if (Files.exists(cached.resolve("bin/postgres"))) {
      return cached;
    }
    try {
      Path fresh = Files.createTempDirectory("pq-test-postgresql-");
      unpack(archive, fresh);
      run(fresh.resolve("chmod.log"), List.of("chmod", "755", fresh.toString()));
      try {
        Files.move(fresh, cached, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (!Files.exists(cached.resolve("bin/postgres"))) {
          throw e;
        } // another run was faster; its folder is as good
      }
      return cached;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(URL archive, Path folder) throws IOException {
    Process tar =
        new ProcessBuilder("tar", "-x", "-C", folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream in = new XZInputStream(archive.openStream());
        OutputStream out = tar.getOutputStream()) {
      in.transferTo(out);
    }
    ended(tar, "tar", folder);
  }

  private static String run(Path log, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      ended(process, String.join(" ", command), log);
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void ended(Process process, String what, Path log) throws IOException {
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(what + " did not end within 120 s");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (process.exitValue() != 0) {
      String said = Files.isRegularFile(log) ? Files.readString(log) : "";
      throw new IllegalStateException(what + " failed with " + process.exitValue() + "\n" + said);
    }
  }
}
