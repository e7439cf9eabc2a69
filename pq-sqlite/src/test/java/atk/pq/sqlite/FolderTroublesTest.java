package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.InvalidRequestException;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.files.FolderListener;
import atk.pq.files.FolderProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What lies in the way of a watched folder is told once, harms no other file, and goes nowhere. */
@Timeout(120)
class FolderTroublesTest extends FolderFixture {
  private final List<String> told = new CopyOnWriteArrayList<>();

  private FolderProducer.Builder telling(PersistentQ to, Path watched) {
    return producer(to, watched)
        .listener(
            new FolderListener() {
              @Override
              public void failed(String name, Exception problem) {
                told.add(name + ": " + problem.getMessage());
              }

              @Override
              public void skipped(String name, String why) {
                told.add(name + ": " + why);
              }
            });
  }

  private FolderProducer.Builder producer() {
    return telling(pq, in);
  }

  private static void awaitScans(FolderProducer producer, int more) throws InterruptedException {
    long before = producer.scans();
    await(() -> producer.scans() > before + more);
  }

  // ---- the queue's own files

  @Test
  void theQueuesOwnFilesAreNeverPutUnderAnyNameOrPath() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), in);
    Path db = in.resolve("own.db");
    try (PersistentQ own = PersistentQ.connect(link.resolve("own.db").toString())) {
      own.putItem("before");
      Files.createLink(in.resolve("another-name"), db);
      Files.writeString(in.resolve("own.db-new-1"), "being made");
      Files.writeString(in.resolve("own.db.csv"), "not the queue's");
      try (FolderProducer producer = telling(own, link).delete().start()) {
        await(() -> producer.put() == 1);
        awaitScans(producer, 10);
      }
      own.putItem("after");
      assertThat(texts(own)).containsExactly("before", "own.db.csv", "after");
    }
    assertThat(db).exists().hasSameBinaryContentAs(in.resolve("another-name"));
    assertThat(in.resolve("own.db-new-1")).exists();
    assertThat(told)
        .contains("own.db: a file of the queue's own database")
        .contains("another-name: a file of the queue's own database")
        .doesNotHaveDuplicates();
  }

  @Test
  void theFolderOfContentsIsNotWatched() throws Exception {
    Path contents = Files.createDirectories(folder.resolve("jobs.db.files/ab/cd"));
    assertThatThrownBy(() -> telling(pq, contents).start())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("holds the contents of the queue's files");
  }

  @Test
  void aFileIsNotMovedToWhereItWouldBeAFileOfTheDatabase() throws Exception {
    Files.writeString(in.resolve("jobs.db-journal"), "no journal");
    try (FolderProducer producer = producer().doneFolder(folder).start()) {
      awaitScans(producer, 10);
      assertThat(producer.put()).isZero();
    }
    assertThat(folder.resolve("jobs.db-journal")).doesNotExist();
    assertThat(told).hasSize(1).first().asString().contains("named as a file of the database");
  }

  // ---- the done folder

  @Test
  void aDoneFolderThatCannotBeUsedIsRefusedAtTheStart() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> producer().doneFolder(file).start())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(file + " is no folder");
    Path link = Files.createSymbolicLink(folder.resolve("link"), in);
    Path numbered = Files.createDirectory(folder.resolve("2"));
    for (Path again : List.of(in, link, in.resolve(".pq-claimed/x"))) {
      assertThatThrownBy(() -> producer().doneFolder(again).start())
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("would be put again");
    }
    assertThatThrownBy(() -> telling(pq, numbered).doneFolder(folder).start())
        .hasMessageContaining("would be put again");
    producer().doneFolder(in.resolve("sub")).start().close(); // not looked into
  }

  // ---- links

  @Test
  void aLinkInPlaceOfAFolderOfPqIsRefused() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/dead"));
    Path precious = Files.writeString(elsewhere.resolve("precious"), "x");
    for (String name : List.of(".pq-claimed", ".pq-done")) {
      Path link = Files.createSymbolicLink(in.resolve(name), folder.resolve("elsewhere"));
      assertThatThrownBy(() -> producer().start())
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining(link + " is a link or a file");
      Files.delete(link);
    }
    try (FolderProducer producer = producer().start()) {
      awaitScans(producer, 1);
      Files.move(in.resolve(".pq-claimed"), folder.resolve("away"));
      Files.createSymbolicLink(in.resolve(".pq-claimed"), folder.resolve("elsewhere"));
      awaitScans(producer, 10);
    }
    assertThat(precious).hasContent("x");
    assertThat(texts(pq)).isEmpty();
    assertThat(told).hasSize(1).first().asString().contains("is a link or a file");
  }

  @Test
  void aLinkInTheDoneFolderLeadsNoFileElsewhere() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (FolderProducer producer = producer().start()) {
      Files.writeString(in.resolve("same"), "first");
      await(() -> producer.put() == 1);
      Files.createSymbolicLink(in.resolve(".pq-done/2"), elsewhere);
      Files.writeString(in.resolve("same"), "second");
      await(() -> !told.isEmpty());
      assertThat(told.get(0)).startsWith("same: ").contains("is a link or a file");
      assertThat(elsewhere).isEmptyDirectory();
      Files.delete(in.resolve(".pq-done/2"));
      await(() -> producer.put() == 2);
    }
    assertThat(in.resolve(".pq-done/2/same")).hasContent("second");
    assertThat(told).hasSize(1);
  }

  @Test
  void aPipeInPlaceOfALockIsNotWaitedFor() throws Exception {
    Path dead = Files.createDirectories(in.resolve(".pq-claimed/dead"));
    Process mkfifo = new ProcessBuilder("mkfifo", dead.resolve(".lock").toString()).start();
    assertThat(mkfifo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    Files.writeString(in.resolve("file"), "x");
    try (FolderProducer producer = producer().start()) {
      await(() -> producer.put() == 1);
    }
    assertThat(told).hasSize(1).first().asString().contains("is no ordinary file; remove it");
  }

  // ---- what cannot be taken

  @Test
  void aFileThatCannotBeTakenIsToldOnceAndKeepsNoOtherBack() throws Exception {
    Path inTheWay = Files.createDirectories(in.resolve("a.csv.done/sub"));
    Files.writeString(in.resolve("a.csv"), "x");
    Files.writeString(in.resolve("b.csv"), "y");
    try (FolderProducer producer = producer().start()) {
      await(() -> producer.put() == 1);
      awaitScans(producer, 10);
      assertThat(producer.failed()).isEqualTo(1);
      assertThat(told).hasSize(1);
      assertThat(told.get(0))
          .startsWith("a.csv: cannot be taken: ")
          .endsWith("a.csv.done is a folder with something in it; move it out of the way");
      Files.delete(inTheWay);
      await(() -> producer.put() == 2);
    }
    assertThat(texts(pq)).containsExactly("b.csv", "a.csv");
  }

  @Test
  void aFolderThatIsRemovedIsToldOnceAndWatchedAgainWhenItIsBack() throws Exception {
    try (FolderProducer producer = producer().start()) {
      awaitScans(producer, 1);
      Files.move(in, folder.resolve("away")); // at once, unlike rm -r
      await(() -> !told.isEmpty());
      awaitScans(producer, 10);
      assertThat(told).hasSize(1).first().asString().contains("is gone; make it again");
      Files.createDirectory(in);
      Files.writeString(in.resolve("file"), "x");
      await(() -> producer.put() == 1);
      Files.move(in.resolve(".pq-claimed"), folder.resolve("claimed"));
      Files.writeString(in.resolve("other"), "x");
      await(() -> producer.put() == 2);
    }
    assertThat(in.resolve(".pq-claimed")).isEmptyDirectory();
  }

  // ---- what others have taken

  @Test
  void whatADeadProducerHadTakenForAnotherQueueIsLeftToIt() throws Exception {
    Path dead = dead(in, producer().queue("one"));
    Files.writeString(dead.resolve("taken"), "x");
    Path other = folder.resolve("other.db");
    try (PersistentQ another = PersistentQ.connect(other.toString());
        FolderProducer two = producer().queue("two").start();
        FolderProducer elsewhere = telling(another, in).queue("one").start()) {
      awaitScans(two, 10);
      awaitScans(elsewhere, 10);
      assertThat(dead.resolve("taken")).exists();
      assertThat(told).hasSize(2);
      assertThat(told.get(0)).contains("taken by a watcher for another queue or database");
      try (FolderProducer one = producer().queue("one").start()) {
        await(() -> one.put() == 1);
      }
      assertThat(texts(another)).isEmpty();
    }
    try (Stream<Item> items = pq.getAllItems()) {
      assertThat(items.map(Item::queue)).containsExactly("one");
    }
  }

  /** The folder of a producer that was killed. */
  static Path dead(Path in, FolderProducer.Builder settings) throws IOException {
    Path own;
    try (FolderProducer producer = settings.start();
        Stream<Path> folders = Files.list(in.resolve(".pq-claimed"))) {
      own = folders.findFirst().orElseThrow();
    }
    return Files.createDirectory(own);
  }
}
