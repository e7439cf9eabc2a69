package atk.pq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what was measured into the documents, between the marks that stand there for it. */
final class Documents {
  private Documents() {}

  /** Replaces what stands between {@code <!-- measured: name -->} and {@code <!-- end -->}. */
  static void write(Path document, String name, String text) throws IOException {
    String all = Files.readString(document);
    String begin = "<!-- measured: " + name + " -->\n";
    int from = all.indexOf(begin);
    int to = all.indexOf("<!-- end -->", from);
    if (from < 0 || to < 0) {
      throw new IOException(document + " has no place for what was measured: " + begin.strip());
    }
    Files.writeString(
        document, all.substring(0, from + begin.length()) + "\n" + text + "\n" + all.substring(to));
  }
}
