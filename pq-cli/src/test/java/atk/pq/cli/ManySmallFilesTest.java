package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many small files: watched into a queue, and each given to a program. How fast is printed, and
 * recorded in results/files.md; that each came once and whole is checked by its SHA-256.
 */
@Tag("deep")
@Timeout(7_200)
class ManySmallFilesTest {
  private static final int FILES = 100_000;
  private static final int HEAP_MIB = 128;

  @TempDir Path folder;

  @Test
  void aHundredThousandFilesAreWatchedIntoTheQueueAndWorkedOn() throws Exception {
    List<String> made = make();
    try (PersistentQ pq = PersistentQ.connect(folder.resolve("test.db").toString())) {
      watch(pq);
      assertThat(work(pq)).containsExactlyElementsOf(made);
      assertThat(pq.count(ItemFilter.all().withStatus(Status.PROCESSED))).isEqualTo(FILES);
      assertThat(pq.checkFiles().isWhole()).isTrue();
    }
  }

  /** Makes the files; their SHA-256s, sorted. */
  private List<String> make() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    List<String> sums = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      byte[] content = ("line of file " + i + "\n").repeat(50).getBytes(StandardCharsets.US_ASCII);
      Files.write(in.resolve("file-" + i), content);
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
      sums.add(HexFormat.of().formatHex(sum));
    }
    return sums.stream().sorted().toList();
  }

  private void watch(PersistentQ pq) throws Exception {
    try (PqJvm watcher = start("watch-dir", "in", "--settle", "100ms", "--delete")) {
      await(() -> pq.count(ItemFilter.all()) >= FILES);
      await(() -> pq.watchedFolders().get(0).put() == FILES);
      watcher.terminate();
      assertThat(watcher.await().code()).isEqualTo(143);
    }
    try (Stream<Path> left = Files.list(folder.resolve("in"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
    Instant first = pq.findItem(1).orElseThrow().createdAt();
    Instant last = Instant.MIN;
    try (Stream<Item> items = pq.getAllItems()) {
      last = items.map(Item::createdAt).max(Instant::compareTo).orElseThrow();
    }
    tell("watched into the queue", Duration.between(first, last));
  }

  /** Gives each to a program; what these printed, sorted. */
  private List<String> work(PersistentQ pq) throws Exception {
    long begin = System.nanoTime();
    Path out = folder.resolve("sums");
    try (PqJvm worker =
        PqJvm.start(
            folder,
            command("work", "-j", "8", "--until-empty", "--exec", "sha256sum"),
            out,
            folder.resolve("problems"))) {
      await(
          () ->
              pq.count(ItemFilter.all().withStatus(Status.PROCESSED)) >= FILES
                  || !ProcessHandle.of(worker.pid()).map(ProcessHandle::isAlive).orElse(false));
      tell("given to a program each", Duration.ofNanos(System.nanoTime() - begin));
      Pq.Result result = worker.await();
      assertThat(result.code()).as(result.err()).isZero();
    }
    try (Stream<String> lines = Files.lines(out)) {
      return lines.map(line -> line.substring(0, 64)).sorted().toList();
    }
  }

  private PqJvm start(String... args) throws Exception {
    return PqJvm.start(folder, command(args), folder.resolve("out"), folder.resolve("err"));
  }

  /** With all compilers and a small heap, as bin/pq starts these commands. */
  private List<String> command(String... args) {
    List<String> command = PqJvm.command(folder, args);
    command.remove("-XX:TieredStopAtLevel=1");
    command.add(1, "-Xmx" + HEAP_MIB + "m");
    return command;
  }

  private static void tell(String what, Duration took) {
    double seconds = took.toMillis() / 1e3;
    System.out.printf(
        Locale.ROOT,
        "ManySmallFilesTest: %,d files %s in %.1f s, %.0f a second, in %d MiB of heap%n",
        FILES,
        what,
        seconds,
        FILES / seconds,
        HEAP_MIB);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(1_000);
    }
  }
}
