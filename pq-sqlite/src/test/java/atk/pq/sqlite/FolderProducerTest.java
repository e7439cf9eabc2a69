package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.WatchedFolder;
import atk.pq.files.FolderListener;
import atk.pq.files.FolderProducer;
import atk.pq.worker.Worker;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The files of a folder become items: each once, whole, and not before it is ready. */
@Timeout(180)
class FolderProducerTest extends FolderFixture {
  private FolderProducer.Builder producer() {
    return producer(pq, in);
  }

  @Test
  void aFileIsPutAndThenMovedToTheDoneFolder() throws Exception {
    Files.writeString(in.resolve("a.csv"), "content");
    Files.writeString(in.resolve("b.txt"), "other");
    Path done = folder.resolve("done");
    try (FolderProducer producer = producer().glob("*.csv").doneFolder(done).start()) {
      await(() -> producer.put() == 1);
      assertThat(producer.bytes()).isEqualTo(7);
      assertThat(producer.failed()).isZero();
    }
    assertThat(done.resolve("a.csv")).hasContent("content");
    assertThat(in.resolve("b.txt")).hasContent("other");
    assertThat(texts(pq)).containsExactly("a.csv");
    assertThat(in.resolve(".pq-claimed")).isEmptyDirectory();
  }

  @Test
  void aNameThatIsTakenInTheDoneFolderIsNotReplaced() throws Exception {
    try (FolderProducer producer = producer().start()) {
      for (int i = 1; i <= 3; i++) {
        Files.writeString(in.resolve("same"), "content " + i);
        int count = i;
        await(() -> producer.put() == count);
      }
    }
    assertThat(in.resolve(".pq-done/same")).hasContent("content 1");
    assertThat(in.resolve(".pq-done/2/same")).hasContent("content 2");
    assertThat(in.resolve(".pq-done/3/same")).hasContent("content 3");
  }

  @Test
  void whatIsStillWrittenOrHasATemporaryNameIsLeftAlone() throws Exception {
    for (String name : List.of(".hidden", "a.tmp", "b.part", "c~", "d.done")) {
      Files.writeString(in.resolve(name), "x");
    }
    Files.createDirectory(in.resolve("sub"));
    Path slow = in.resolve("slow");
    Duration long1 = Duration.ofHours(1);
    try (FolderProducer producer = producer().settle(long1).delete().start()) {
      for (int i = 0; i < 5; i++) {
        Files.writeString(slow, "piece", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        long before = producer.scans();
        await(() -> producer.scans() > before + 1);
      }
      assertThat(producer.put()).isZero();
      Files.createFile(in.resolve("slow.done"));
      await(() -> producer.put() == 1);
    }
    assertThat(texts(pq)).containsExactly("slow");
    assertThat(pq.getAllItems().findFirst().orElseThrow().file().size()).isEqualTo(25);
    assertThat(in.resolve("slow.done")).doesNotExist();
    try (Stream<Path> left = Files.list(in)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .contains(".hidden", "a.tmp", "b.part", "c~", "d.done", "sub");
    }
  }

  @Test
  void linksAndPipesAreLeftAlone() throws Exception {
    Files.createSymbolicLink(in.resolve("link"), Path.of("/etc/hostname"));
    Process mkfifo = new ProcessBuilder("mkfifo", in.resolve("pipe").toString()).start();
    assertThat(mkfifo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    List<String> skipped = new CopyOnWriteArrayList<>();
    FolderListener listener =
        new FolderListener() {
          @Override
          public void skipped(String name, String why) {
            skipped.add(name + " " + why);
          }
        };
    Files.writeString(in.resolve("file"), "x");
    try (FolderProducer producer = producer().listener(listener).delete().start()) {
      await(() -> producer.put() == 1);
      long scans = producer.scans();
      await(() -> producer.scans() > scans + 3);
    }
    assertThat(skipped).containsExactlyInAnyOrder("link a symbolic link", "pipe no ordinary file");
    assertThat(texts(pq)).containsExactly("file");
  }

  @Test
  void theCountersOfAllProducersOfAFolderAreAddedUpAndKept() throws Exception {
    Files.createSymbolicLink(in.resolve("link"), Path.of("/etc/hostname"));
    for (int round = 1; round <= 2; round++) {
      Files.writeString(in.resolve("file" + round), "content");
      try (FolderProducer first = producer().delete().start();
          FolderProducer second = producer().delete().start()) {
        await(() -> first.put() + second.put() == 1);
      }
    }
    assertThat(pq.watchedFolders()).hasSize(1);
    WatchedFolder counted = pq.watchedFolders().get(0);
    assertThat(counted.folder()).isEqualTo(in.toRealPath().toString());
    assertThat(counted.queue()).isEqualTo("default");
    assertThat(counted.taken()).isEqualTo(2);
    assertThat(counted.put()).isEqualTo(2);
    assertThat(counted.bytes()).isEqualTo(14);
    assertThat(counted.skipped()).isBetween(2L, 4L);
    assertThat(counted.failed()).isZero();
    assertThat(counted.lastScan()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    try (FolderProducer other = producer().queue("other").start()) {
      await(() -> other.scans() > 0 && pq.watchedFolders().size() == 2);
    }
  }

  @Test
  void theCountersAreKeptAlsoDuringALongLook() throws Exception {
    for (int i = 0; i <= 200; i++) { // three commits
      Files.writeString(in.resolve("file-" + i), "x");
    }
    List<Long> counted = new CopyOnWriteArrayList<>();
    FolderListener slow =
        new FolderListener() {
          private int told;

          @Override
          public void put(String name, long bytes, long itemId) {
            told++;
            if (told == 1) {
              pauseMillis(1_100);
            } else if (told == 201) {
              counted.add(pq.watchedFolders().get(0).put());
            }
          }
        };
    try (FolderProducer producer = producer().listener(slow).delete().start()) {
      await(() -> !counted.isEmpty());
    }
    assertThat(counted.get(0)).as("before the end of the look").isBetween(100L, 200L);
  }

  @Test
  void theControlThatDoesNotWaitForAFileToSettleReadsItEarly() throws Exception {
    Map<String, byte[]> written = new ConcurrentHashMap<>();
    try (FolderProducer hasty = producer().settle(Duration.ZERO).delete().start()) {
      writeSlowly(0, written);
      await(() -> hasty.put() >= 1);
    }
    Item first = pq.getAllItems().findFirst().orElseThrow();
    assertThat(first.file().size()).isLessThan(written.get("file-0").length);
  }

  @Test
  void hostileNamesGoThrough() throws Exception {
    List<String> names =
        List.of("-rf", "a b", "x\ny", "{}", "'\"`", "$(touch X)", "; touch X", "n".repeat(255));
    for (String name : names) {
      Files.writeString(in.resolve(name), name);
    }
    // a name that is no UTF-8: only a shell can make it
    shell("printf x > \"$(printf 'bad\\377name')\"");
    try (FolderProducer producer = producer().delete().start()) {
      await(() -> producer.put() == names.size() + 1);
    }
    assertThat(texts(pq)).hasSize(names.size() + 1).containsAll(names);
  }

  @Test
  void namesThatReadTheSameAreStillTwoFiles() throws Exception {
    shell(
        "for c in 376 377; do printf x > \"$(printf \"bad\\\\${c}name\")\"; done; touch -d @1 bad*");
    try (FolderProducer producer = producer().start()) {
      await(() -> producer.put() == 2);
    }
    assertThat(texts(pq)).hasSize(2);
    assertThat(Set.copyOf(texts(pq))).as("as text").hasSize(1);
    try (Stream<Path> done = Files.list(in.resolve(".pq-done"))) {
      List<Path> files = done.toList();
      assertThat(files).hasSize(2);
      NewItem reference = NewItem.reference(files.get(0));
      assertThatThrownBy(() -> pq.putItem(reference))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("rename the file, or put its content");
      pq.putItem(NewItem.file(files.get(0)));
    }
    assertThat(texts(pq)).hasSize(3);
  }

  private static void pauseMillis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void shell(String command) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", command).directory(in.toFile()).start();
    assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(shell.exitValue()).isZero();
  }

  @Test
  void whatADeadProducerHadTakenIsPutByTheNextOne() throws Exception {
    Path dead = FolderTroublesTest.dead(in, producer());
    Files.writeString(dead.resolve("taken"), "x");
    Files.writeString(dead.resolve("put but not moved"), "y");
    pq.putItem(NewItem.file(dead.resolve("put but not moved")).keyedByContent());
    try (FolderProducer producer = producer().start()) {
      await(() -> producer.put() == 2 && !Files.exists(dead)); // it goes when it is seen empty
    }
    assertThat(texts(pq)).containsExactlyInAnyOrder("put but not moved", "taken");
    assertThat(in.resolve(".pq-done/taken")).exists();
  }

  @Test
  void whatALivingProducerHasTakenIsLeftToIt() throws Exception {
    try (FolderProducer idle = producer().start()) {
      await(() -> idle.scans() > 0);
      try (FolderProducer other = producer().start()) {
        await(() -> other.scans() > 3);
        try (Stream<Path> own = Files.list(in.resolve(".pq-claimed"))) {
          assertThat(own).hasSize(2);
        }
      }
    }
  }

  @Test
  void aFolderThatIsMissingIsRefused() {
    assertThatThrownBy(() -> FolderProducer.on(pq, folder.resolve("absent")).start())
        .hasMessageContaining("there is no folder");
  }

  @Test
  @Tag("slow")
  void slowlyWrittenFilesAreHandledOnceAndWholeByFourProducersAndFourWorkers() throws Exception {
    int files = 200;
    Duration settle = Duration.ofSeconds(5); // far more than a writer pauses, on any machine
    Map<String, byte[]> written = new ConcurrentHashMap<>();
    Map<String, List<byte[]>> handled = new ConcurrentHashMap<>();
    List<AutoCloseable> running = new ArrayList<>();
    ExecutorService writers = Executors.newFixedThreadPool(20);
    try {
      for (int i = 0; i < 4; i++) {
        PersistentQ own = PersistentQ.connect(folder.resolve("jobs.db").toString());
        running.add(own);
        running.add(
            FolderProducer.on(own, in).settle(settle).every(Duration.ofMillis(100)).start());
        running.add(
            Worker.on(
                    own,
                    claim ->
                        handled
                            .computeIfAbsent(
                                claim.item().text(), name -> new CopyOnWriteArrayList<>())
                            .add(Files.readAllBytes(claim.file())))
                .start());
      }
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < files; i++) {
        int number = i;
        all.add(writers.submit(() -> writeSlowly(number, written)));
      }
      for (Future<?> one : all) {
        one.get(120, TimeUnit.SECONDS);
      }
      await(() -> pq.counts().stream().mapToLong(c -> c.of(Status.PROCESSED)).sum() >= files);
    } finally {
      writers.shutdownNow();
      for (int i = running.size() - 1; i >= 0; i--) {
        running.get(i).close();
      }
    }
    assertThat(handled.keySet()).isEqualTo(written.keySet());
    handled.forEach(
        (name, contents) -> {
          assertThat(contents).as(name).hasSize(1);
          assertThat(contents.get(0)).as(name).isEqualTo(written.get(name));
        });
    assertThat(pq.counts().get(0).total()).isEqualTo(files);
  }

  private Void writeSlowly(int number, Map<String, byte[]> written) throws Exception {
    byte[] content = new byte[number % 10 == 0 ? 90_000 : 3_000];
    new Random(number).nextBytes(content);
    String name = "file-" + number;
    try (OutputStream out = Files.newOutputStream(in.resolve(name))) {
      int piece = content.length / 10;
      for (int i = 0; i < 10; i++) {
        out.write(content, i * piece, piece);
        Thread.sleep(40);
      }
    }
    written.put(name, content);
    return null;
  }
}
