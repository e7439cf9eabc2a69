package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.files.FolderProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A queue and a folder that is watched for it. */
abstract class FolderFixture extends FilesFixture {
  static final Duration SOON = Duration.ofMillis(20);

  Path in;

  @BeforeEach
  void makeIn() throws IOException {
    in = Files.createDirectory(folder.resolve("in"));
  }

  /** One that looks often and waits shortly for a file to settle. */
  static FolderProducer.Builder producer(PersistentQ to, Path watched) {
    return FolderProducer.on(to, watched).settle(SOON).every(Duration.ofMillis(10));
  }

  static List<String> texts(PersistentQ of) {
    try (Stream<Item> items = of.getAllItems()) {
      return items.map(Item::text).toList();
    }
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
