package atk.pq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.CrashCause;
import atk.pq.GetRequest;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A queue and the folder of its files, for tests of files. */
abstract class FilesFixture {
  static final int LARGE = 200_000;

  @TempDir Path folder;
  Path db;
  Path store;
  PersistentQ pq;

  @BeforeEach
  void open() {
    db = folder.resolve("jobs.db");
    store = folder.resolve("jobs.db.files");
    pq = PersistentQ.connect(db.toString());
  }

  @AfterEach
  void close() {
    pq.close();
  }

  void purgeAllBut(long id) {
    try (Stream<Item> items = pq.getAllItems()) {
      for (Item item : items.filter(i -> i.id() != id).toList()) {
        pq.updateStatus(item.id(), Status.UNDER_PROCESS);
        pq.updateStatus(item.id(), Status.PROCESSED);
      }
    }
    pq.purge(Duration.ZERO, Status.PROCESSED);
  }

  static void age(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
  }

  byte[] read(long id) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pq.copyContent(id, out);
    return out.toByteArray();
  }

  List<String> process() {
    return process("default");
  }

  List<String> process(String queue) {
    return pq.getItems(GetRequest.from(queue).withMax(100)).stream()
        .map(
            claim -> {
              claim.processed();
              return claim.item().text();
            })
        .toList();
  }

  void assertDamaged(long id, String reason) {
    assertThat(pq.findItem(id).orElseThrow().status()).isEqualTo(Status.MANUAL_INTERVENTION);
    assertThat(pq.crashes(id)).hasSize(1);
    assertThat(pq.crashes(id).get(0).cause()).isEqualTo(CrashCause.DAMAGED);
    assertThat(pq.crashes(id).get(0).reason()).contains(reason);
  }

  Path content(byte[] bytes) {
    String sha256 = sha256(bytes);
    return store.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2, 4)).resolve(sha256);
  }

  List<Path> contents() throws IOException {
    return found("[0-9a-f]{64}");
  }

  List<Path> temporaries() throws IOException {
    return found("(put|claim)-.*");
  }

  List<Path> found(String name) throws IOException {
    if (Files.notExists(store)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(path -> path.getFileName().toString().matches(name)).toList();
    }
  }

  Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  static void mkfifo(Path path) throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", path.toString()).start();
    assertThat(mkfifo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(mkfifo.exitValue()).isZero();
  }

  static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
