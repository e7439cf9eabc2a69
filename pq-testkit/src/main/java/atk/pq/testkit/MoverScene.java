package atk.pq.testkit;

import atk.pq.Claim;
import atk.pq.Counts;
import atk.pq.Crash;
import atk.pq.Item;
import atk.pq.Mover;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueSettings;
import atk.pq.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two databases of two kinds, and what the tests of a {@link Mover} share. */
public abstract class MoverScene {
  static final Duration LONG = Duration.ofMinutes(1);

  final Supplier<EngineFixture> sources;
  final Supplier<EngineFixture> destinations;
  EngineFixture sourceFixture;
  EngineFixture destinationFixture;
  PqConfig source;
  PqConfig destination;

  @TempDir Path folder;

  MoverScene(Supplier<EngineFixture> sources, Supplier<EngineFixture> destinations) {
    this.sources = sources;
    this.destinations = destinations;
  }

  @BeforeEach
  void makeStores() {
    sourceFixture = sources.get();
    destinationFixture = destinations.get();
    source = sourceFixture.config().filesFolder(folder.resolve("here")).build();
    destination = destinationFixture.config().filesFolder(folder.resolve("there")).build();
  }

  @AfterEach
  void removeStores() {
    sourceFixture.close();
    destinationFixture.close();
  }

  Mover mover() {
    return Mover.of(source, destination).waitForClaims(LONG);
  }

  static <R> R on(PqConfig config, Function<PersistentQ, R> work) {
    try (PersistentQ pq = PersistentQ.connect(config)) {
      return work.apply(pq);
    }
  }

  static Claim take(PersistentQ pq) {
    return pq.getItem().orElseThrow();
  }

  static Map<String, QueueSettings> settings(PersistentQ pq) {
    return pq.queues().stream().collect(Collectors.toMap(QueueSettings::queue, one -> one));
  }

  /** All that an operator can see. */
  record Everything(
      List<Item> items,
      Map<Long, List<Crash>> crashes,
      Map<Long, Integer> contents,
      Map<String, QueueSettings> settings,
      Map<String, Map<Status, Long>> counts) {

    static Everything of(PersistentQ pq) {
      List<Item> items;
      try (Stream<Item> all = pq.getAllItems()) {
        items = all.toList();
      }
      Map<Long, List<Crash>> crashes = new TreeMap<>();
      Map<Long, Integer> contents = new TreeMap<>();
      for (Item item : items) {
        crashes.put(item.id(), pq.crashes(item.id()));
        contents.put(item.id(), content(pq, item));
      }
      Map<String, Map<Status, Long>> counts =
          pq.counts().stream().collect(Collectors.toMap(Counts::queue, Counts::byStatus));
      return new Everything(items, crashes, contents, MoverScene.settings(pq), counts);
    }

    static int content(PersistentQ pq, Item item) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        pq.copyContent(item.id(), bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Arrays.hashCode(bytes.toByteArray());
    }
  }
}
