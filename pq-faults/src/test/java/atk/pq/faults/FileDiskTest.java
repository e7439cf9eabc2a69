package atk.pq.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import atk.pq.Claim;
import atk.pq.InvalidRequestException;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueFullException;
import atk.pq.files.FolderProducer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files on disks that are full, on two disks, and in backups. */
@Timeout(180)
class FileDiskTest {
  @TempDir Path folder;

  @Test
  @DisplayName("S12 a file that does not fit is refused, leaves nothing, and stays what it is")
  void aFullDiskFailsThePutAndLeavesNothing() throws Exception {
    Root.isNeeded("a small tmpfs");
    Path large = Files.write(folder.resolve("large"), random(8 * 1024 * 1024));
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 4 * 1024)) {
      try (PersistentQ pq = PersistentQ.connect(disk.folder().resolve("jobs.db").toString())) {
        long kept = pq.putItem(NewItem.file(Files.write(folder.resolve("fits"), random(200_000))));
        assertThatThrownBy(() -> pq.putItem(NewItem.file(large)))
            .isInstanceOf(QueueFullException.class);
        assertThat(large).hasSize(8 * 1024 * 1024);
        assertThat(filesOf(disk.folder().resolve("jobs.db.files"))).isEqualTo(1);
        assertThat(pq.counts().get(0).total()).isEqualTo(1);
        try (Claim claim = pq.getItem().orElseThrow()) {
          assertThat(claim.id()).isEqualTo(kept);
          assertThat(claim.file()).hasBinaryContent(random(200_000));
          claim.processed();
        }
      }
    }
  }

  @Test
  void aFullDiskTakesBackAllFilesOfThePutAndOfAHandOver() throws Exception {
    Root.isNeeded("a small tmpfs");
    Path fits = Files.write(folder.resolve("fits"), random(2_000_000));
    Path large = Files.write(folder.resolve("large"), random(8 * 1024 * 1024));
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 8 * 1024);
        PersistentQ pq = PersistentQ.connect(disk.folder().resolve("jobs.db").toString())) {
      Path store = disk.folder().resolve("jobs.db.files");
      assertThatThrownBy(() -> pq.putItems(List.of(NewItem.file(fits), NewItem.file(large))))
          .isInstanceOf(QueueFullException.class);
      assertThat(filesOf(store)).isZero();
      pq.putItem("x");
      try (Claim claim = pq.getItem().orElseThrow()) {
        Files.copy(fits, claim.outputs("next").resolve("a"));
        Files.write(claim.outputs("next").resolve("b"), random(2_500_000));
        assertThatThrownBy(claim::processed).isInstanceOf(QueueFullException.class);
        assertThat(filesOf(store)).as("the two outputs alone").isEqualTo(2);
      }
      assertThat(filesOf(store)).isZero();
    }
  }

  @Test
  void theDoneFolderMayLieOnAnotherFileSystem() throws Exception {
    Root.isNeeded("a small tmpfs");
    Path in = Files.createDirectory(folder.resolve("in"));
    byte[] content = random(300_000);
    Files.write(in.resolve("file"), content);
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 4 * 1024);
        PersistentQ pq = PersistentQ.connect(folder.resolve("jobs.db").toString());
        FolderProducer producer =
            FolderProducer.on(pq, in)
                .settle(Duration.ofMillis(20))
                .every(Duration.ofMillis(20))
                .doneFolder(disk.folder().resolve("done"))
                .start()) {
      awaitPut(producer, 1);
      assertThat(disk.folder().resolve("done/file")).hasBinaryContent(content);
      assertThat(in.resolve("file")).doesNotExist();
      Files.write(in.resolve("file"), new byte[10]); // its name is taken there
      awaitPut(producer, 2);
      assertThat(disk.folder().resolve("done/file")).hasBinaryContent(content);
      assertThat(disk.folder().resolve("done/2/file")).hasSize(10);
    }
  }

  @Test
  void theWatchedFolderAndTheContentsMayLieOnOtherFileSystems() throws Exception {
    Root.isNeeded("a small tmpfs");
    byte[] content = random(300_000);
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 4 * 1024);
        Mount store = Mount.tmpfs(folder.resolve("store"), 4 * 1024)) {
      Path in = Files.createDirectory(disk.folder().resolve("in"));
      Files.write(in.resolve("file"), content);
      PqConfig config =
          PqConfig.builder(folder.resolve("jobs.db").toString())
              .filesFolder(store.folder().resolve("contents"))
              .build();
      try (PersistentQ pq = PersistentQ.connect(config);
          FolderProducer producer =
              FolderProducer.on(pq, in)
                  .settle(Duration.ofMillis(20))
                  .every(Duration.ofMillis(20))
                  .delete()
                  .start()) {
        awaitPut(producer, 1);
        assertThat(in.resolve("file")).doesNotExist();
        try (Claim claim = pq.getItem().orElseThrow()) {
          assertThat(claim.file()).startsWith(store.folder()).hasBinaryContent(content);
          claim.processed();
        }
      }
    }
  }

  @Test
  void aWatchedFileThatFindsNoRoomIsPutWhenThereIsSome() throws Exception {
    Root.isNeeded("a small tmpfs");
    Path in = Files.createDirectory(folder.resolve("in"));
    byte[] content = random(2 * 1024 * 1024);
    Files.write(in.resolve("file"), content);
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 6 * 1024)) {
      Path ballast = Files.write(disk.folder().resolve("ballast"), new byte[3 * 1024 * 1024]);
      try (PersistentQ pq = PersistentQ.connect(disk.folder().resolve("jobs.db").toString());
          FolderProducer producer =
              FolderProducer.on(pq, in)
                  .settle(Duration.ofMillis(20))
                  .every(Duration.ofMillis(20))
                  .delete()
                  .start()) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (producer.failed() == 0) {
          assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
          Thread.sleep(10);
        }
        assertThat(producer.put()).isZero();
        Files.delete(ballast);
        awaitPut(producer, 1);
        try (Claim claim = pq.getItem().orElseThrow()) {
          assertThat(claim.file()).hasBinaryContent(content);
          claim.processed();
        }
      }
    }
  }

  @Test
  void aWatchedFileThatDoesNotFitKeepsNoOtherBackAndTakesNoRoom() throws Exception {
    Root.isNeeded("a small tmpfs");
    Path in = Files.createDirectory(folder.resolve("in"));
    for (int i = 0; i < 3; i++) {
      Files.write(in.resolve("fits" + i), random(300_000 + i));
    }
    Files.write(in.resolve("too large"), random(9 * 1024 * 1024));
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 8 * 1024);
        PersistentQ pq = PersistentQ.connect(disk.folder().resolve("jobs.db").toString())) {
      FolderProducer.Builder settings =
          FolderProducer.on(pq, in)
              .settle(Duration.ofMillis(300))
              .every(Duration.ofMillis(20))
              .delete();
      try (FolderProducer producer = settings.start()) {
        awaitPut(producer, 3);
      }
      for (int i = 3; i < 6; i++) {
        Files.write(in.resolve("fits" + i), random(300_000 + i));
      }
      try (FolderProducer again = settings.start()) {
        awaitPut(again, 3);
        assertThat(again.failed()).isPositive();
      }
      assertThat(pq.checkFiles().isWhole()).isTrue();
      assertThat(pq.checkFiles().unreferenced()).isEmpty();
      assertThat(pq.counts().get(0).total()).isEqualTo(6);
    }
  }

  @Test
  void aFolderThatAnotherUserWatchesIsRefused() throws Exception {
    Root.isNeeded("another user");
    Path claimed = Files.createDirectories(folder.resolve("in/.pq-claimed"));
    Files.setAttribute(claimed, "unix:uid", 65_534);
    try (PersistentQ pq = PersistentQ.connect(folder.resolve("jobs.db").toString())) {
      assertThatThrownBy(() -> FolderProducer.on(pq, folder.resolve("in")).start())
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("all who watch a folder must be one user");
      assertThat(claimed).isEmptyDirectory();
      Files.setAttribute(claimed, "unix:uid", 0);
      FolderProducer.on(pq, folder.resolve("in")).start().close();
    }
  }

  @Test
  void theSourceMayLieOnAnotherFileSystem() throws Exception {
    Root.isNeeded("a small tmpfs");
    try (Mount disk = Mount.tmpfs(folder.resolve("disk"), 4 * 1024);
        PersistentQ pq = PersistentQ.connect(folder.resolve("jobs.db").toString())) {
      pq.putItem(NewItem.file(Files.write(disk.folder().resolve("a"), random(100_000))));
      try (Claim claim = pq.getItem().orElseThrow()) {
        assertThat(claim.file()).hasBinaryContent(random(100_000));
        claim.processed();
      }
    }
  }

  @Test
  void aBackupOfTheDatabaseFirstAndThenTheFilesIsWhole() throws Exception {
    Path db = folder.resolve("jobs.db");
    Path copy = Files.createDirectory(folder.resolve("copy")).resolve("jobs.db");
    byte[] content = random(150_000);
    long id;
    try (PersistentQ pq = PersistentQ.connect(db.toString())) {
      id = pq.putItem(NewItem.file(Files.write(folder.resolve("a"), content)));
      pq.backup(copy);
      pq.putItem(NewItem.file(Files.write(folder.resolve("b"), random(160_000))));
      Root.run("cp", "-a", db + ".files", copy + ".files");
    }
    Root.run("rm", "-r", db + ".files");
    try (PersistentQ pq = PersistentQ.connect(copy.toString())) {
      assertThat(pq.checkFiles().isWhole()).isTrue();
      assertThat(pq.checkFiles().unreferenced()).hasSize(1);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      pq.copyContent(id, out);
      assertThat(out.toByteArray()).isEqualTo(content);
    }
    try (PersistentQ pq = PersistentQ.connect(db.toString())) {
      assertThat(pq.checkFiles().missing()).as("the control").hasSize(2);
    }
  }

  private static void awaitPut(FolderProducer producer, long count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (producer.put() < count) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static long filesOf(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().equals(".lock"))
          .count();
    }
  }
}
