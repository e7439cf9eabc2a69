package atk.pq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What a run was made on, for whoever reads its numbers. It has no names of hosts or folders. */
final class Machine {
  private Machine() {}

  /** In a sentence; {@code data} is where the databases lie. */
  static String described(Path data) throws IOException {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, %s memory; %s %s, %s; Java %s",
        cpu(),
        Runtime.getRuntime().availableProcessors(),
        memory(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Files.getFileStore(data).type(),
        Runtime.version());
  }

  private static String cpu() {
    String model = field(Path.of("/proc/cpuinfo"), "model name");
    return model.isEmpty() ? System.getProperty("os.arch", "unknown") : model;
  }

  private static String memory() {
    String kibibytes = field(Path.of("/proc/meminfo"), "MemTotal").replace(" kB", "");
    return kibibytes.isEmpty()
        ? "unknown"
        : String.format(Locale.ROOT, "%.1f GiB", Long.parseLong(kibibytes) / 1_048_576.0);
  }

  /** What a file of /proc has after this name; empty where it has none, or where there is none. */
  private static String field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
