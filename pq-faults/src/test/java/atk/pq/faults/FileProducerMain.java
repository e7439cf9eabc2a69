package atk.pq.faults;

import atk.pq.NewItem;
import atk.pq.PersistentQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Puts files of its own making until it is killed, and says each one's id and number. A third of
 * them lies in rows, the others beside the database. Options: source, the file it writes first.
 */
final class FileProducerMain {
  private FileProducerMain() {}

  /** What the file of this number holds. */
  static byte[] content(int number) {
    byte[] bytes = new byte[number % 3 == 0 ? 5_000 : 70_000];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  public static void main(String[] arguments) throws IOException {
    Options options = Options.parse(arguments);
    Path source = Path.of(options.text("source", ""));
    try (PersistentQ pq = options.connect()) {
      Pipe.ready();
      for (int number = 1; ; number++) {
        Files.write(source, content(number));
        Pipe.say(Ack.PUT, pq.putItem(NewItem.file(source)), number);
      }
    }
  }
}
