package atk.pq.sqlite;

import atk.pq.Claim;
import atk.pq.Crash;
import atk.pq.Failure;
import atk.pq.Item;
import atk.pq.ItemFile;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.QueueSettings;
import atk.pq.Status;
import atk.pq.testkit.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A queue as a release left it behind: items in every state, with all that an item can carry; the
 * contents of its files; and a description of everything, written at the same time. Packed into one
 * zip for each version of the schema, and kept for ever.
 */
final class KeptFile {
  private static final String DATABASE = "jobs.db";
  private static final String DESCRIPTION = "description.txt";
  private static final int LARGE = 100_000;

  private final Path folder;

  private KeptFile(Path folder) {
    this.folder = folder;
  }

  Path database() {
    return folder.resolve(DATABASE);
  }

  /** What was in it when it was written. */
  String description() throws IOException {
    return Files.readString(folder.resolve(DESCRIPTION));
  }

  /** As it was opened to be written, with a clock that stands. */
  PqConfig config(SettableClock clock) {
    return PqConfig.builder(database().toString()).clock(clock).build();
  }

  // ---- packed

  static KeptFile unpack(InputStream packed, Path folder) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(packed)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
    return new KeptFile(folder);
  }

  void pack(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    try (OutputStream out = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(KeptFile::belongs).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
  }

  private static boolean belongs(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && !name.endsWith("-wake") && !name.endsWith("-reserve");
  }

  // ---- the recipe

  /** Writes one with this release. */
  static KeptFile write(Path folder) throws IOException {
    KeptFile kept = new KeptFile(Files.createDirectory(folder.resolve("queue")));
    SettableClock clock = new SettableClock();
    try (PersistentQ pq = PersistentQ.connect(kept.config(clock))) {
      putWaiting(pq);
      putFiles(pq, folder);
      kept.claimAndEnd(pq, clock);
      Files.writeString(kept.folder.resolve(DESCRIPTION), describe(pq));
    }
    return kept;
  }

  private static void putWaiting(PersistentQ pq) {
    pq.configure(
        pq.settings("waiting")
            .withLease(Duration.ofMinutes(7))
            .withMaxSubmissions(2)
            .withRetryDelay(Duration.ofSeconds(2), Duration.ofSeconds(9))
            .withRetention(Duration.ofDays(30)));
    NewItem waiting = NewItem.of("plain").queue("waiting");
    pq.putItem(waiting);
    pq.putItem(waiting.priority(-3).key("a key").header("von", "Zoë").header("an", "大"));
    pq.putItem(NewItem.of("with \u0000 and 😀\n").queue("waiting").priority(9));
    pq.putItem(NewItem.of("long ".repeat(4_000)).queue("waiting"));
    pq.putItem(NewItem.of("later").queue("delayed").delay(Duration.ofHours(1)));
    pq.putItem(NewItem.of("paused").queue("paused"));
    pq.pause("paused");
  }

  private static void putFiles(PersistentQ pq, Path folder) throws IOException {
    Path small = Files.writeString(folder.resolve("small.csv"), "a,b\n1,2\n");
    Path large = Files.writeString(folder.resolve("large.bin"), "0123456789".repeat(LARGE / 10));
    Files.setLastModifiedTime(small, FileTime.from(new SettableClock().instant()));
    pq.putItem(NewItem.file(small).queue("files").keyedByContent());
    pq.putItem(NewItem.file(large).queue("files"));
  }

  private void claimAndEnd(PersistentQ pq, SettableClock clock) {
    put(pq, "held").extend(Duration.ofMinutes(20));
    put(pq, "resting").crashed(Failure.because("no such host").withRetryIn(Duration.ofHours(1)));
    put(pq, "done").processed("a result");
    put(pq, "handed-on").processed(null, List.of(NewItem.of("came of it").queue("waiting")));
    for (String queue : List.of("parked", "forced")) { // a rest is random, but not this one
      pq.configure(pq.settings(queue).withRetryDelay(Duration.ZERO, Duration.ZERO));
    }
    put(pq, "parked");
    clock.advance(Duration.ofMinutes(6)); // past its lease, not past that of the one held
    pq.sweep();
    clock.advance(Duration.ofMinutes(6));
    pq.sweep();
    pq.getItem("parked").orElseThrow().crashed(Failure.hopeless("no such file"));
    long forced = put(pq, "forced").id();
    try (PersistentQ operator = PersistentQ.connect(config(clock))) {
      operator.updateStatus(forced, Status.CRASHED, "looks stuck");
    }
  }

  private static Claim put(PersistentQ pq, String queue) {
    pq.putItem(NewItem.of(queue + "!").queue(queue));
    return pq.getItem(queue).orElseThrow();
  }

  // ---- the description

  /** Everything that can be seen of a queue, but who its consumers were. */
  static String describe(PersistentQ pq) throws IOException {
    StringBuilder text = new StringBuilder();
    for (QueueSettings settings : pq.queues()) {
      text.append(
          "%s lease %s, %d times, resting %s to %s, kept %s%s\n"
              .formatted(
                  settings.queue(),
                  settings.lease(),
                  settings.maxSubmissions(),
                  settings.retryDelay(),
                  settings.retryDelayMax(),
                  settings.retention(),
                  settings.paused() ? ", paused" : ""));
    }
    for (Item item : items(pq)) {
      describe(pq, item, text);
    }
    return text.toString();
  }

  private static void describe(PersistentQ pq, Item item, StringBuilder text) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    pq.copyContent(item.id(), content);
    CRC32C crc = new CRC32C();
    crc.update(content.toByteArray());
    text.append(
        "%d %s %s, submitted %d, priority %d, key %s, headers %s, result %s\n"
            .formatted(
                item.id(),
                item.queue(),
                item.status(),
                item.submissionCount(),
                item.priority(),
                item.key(),
                item.headers(),
                item.result()));
    text.append(
        "  created %s, updated %s, available %s, leased until %s\n"
            .formatted(item.createdAt(), item.updatedAt(), item.availableAt(), item.leaseUntil()));
    text.append(
        "  %d bytes, %08x, %s\n".formatted(content.size(), crc.getValue(), file(item.file())));
    for (Crash crash : pq.crashes(item.id())) {
      text.append(
          "  crash %d, %s, claimed %s, crashed %s: %s\n"
              .formatted(
                  crash.submission(),
                  crash.cause(),
                  crash.claimedAt(),
                  crash.crashedAt(),
                  crash.reason()));
    }
  }

  private static String file(@Nullable ItemFile file) {
    return file == null
        ? "a text"
        : "%s of %d bytes, %s, %s"
            .formatted(file.name(), file.size(), file.sha256(), file.mediaType());
  }

  static List<Item> items(PersistentQ pq) {
    try (Stream<Item> all = pq.getAllItems()) {
      return all.toList();
    }
  }
}
