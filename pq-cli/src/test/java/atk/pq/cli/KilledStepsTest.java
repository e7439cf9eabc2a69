package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.files.FolderProducer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file goes through processes that are killed by SIGKILL at a given step: strace kills them as
 * they enter the k-th such system call of a thread. What is found then shows that it was this step;
 * afterwards the work is done to its end by others, and the file is there once, and whole.
 */
@Tag("slow")
@Timeout(900)
class KilledStepsTest {
  private static final String[] CALLS = {
    "rename", "link", "unlink", "mkdir", "rmdir", "fsync", "pwrite64"
  };
  private static final int KILLED = 128 + 9;
  private static final byte[] CONTENT = random();

  @TempDir Path folder;
  private Path source;
  private Path in;
  private int cases;

  // ---- a case

  /** What is in the database and on disk. */
  private record Found(
      int items, Status status, int next, boolean isAtHome, int taken, int contents, int claims) {}

  /** A queue of its own, and a process that ran on it and perhaps was killed. */
  private final class Case {
    final Path own;
    final String[] command;
    final Pq pq;

    Case(String... command) throws IOException {
      own = Files.createDirectories(folder.resolve("case-" + ++cases));
      in = Files.createDirectory(own.resolve("in"));
      source = Files.write(in.resolve("file"), CONTENT);
      pq = new Pq(own);
      this.command = command;
      try (PersistentQ database = connect()) {
        Duration soon = Duration.ofMillis(1);
        database.configure(database.settings("default").withRetryDelay(soon, soon));
      }
      Files.createDirectories(store().resolve("tmp")); // no first steps of a store
    }

    Path store() {
      return own.resolve("test.db.files");
    }

    PersistentQ connect() {
      return PersistentQ.connect(own.resolve("test.db").toString());
    }

    /** Runs it, killed at its k-th such call; whether it came so far. */
    boolean isKilledAt(String call, int k) throws Exception {
      List<String> words = new ArrayList<>(List.of("strace", "-D", "-f", "-qq"));
      words.addAll(List.of("-o", "/dev/null", "-e", "trace=" + call));
      words.addAll(List.of("-e", "inject=" + call + ":signal=KILL:when=" + k));
      List<String> java = PqJvm.command(folder, command);
      java.add(1, "-XX:-UsePerfData");
      words.addAll(java);
      Path out = own.resolve("out");
      try (PqJvm process = PqJvm.start(own, words, out, own.resolve("err"))) {
        if (command[0].equals("watch-dir")) {
          awaitEnd(process);
        }
        Pq.Result result = process.await();
        assertThat(result.code()).as("%s %d: %s", call, k, result).isIn(0, KILLED, 143);
        return result.code() == KILLED;
      }
    }

    /** A watcher ends only by a signal: it gets one when there is nothing left for it to do. */
    private void awaitEnd(PqJvm process) throws Exception {
      awaitUntil(() -> !ProcessHandle.of(process.pid()).isPresent() || isEmpty(in));
      process.terminate();
    }

    Found found() throws IOException {
      try (PersistentQ database = connect()) {
        List<Item> items = items(database, "default");
        Status status = items.isEmpty() ? Status.UNPROCESSED : items.get(0).status();
        return new Found(
            items.size(),
            status,
            items(database, "next").size(),
            Files.exists(in.resolve("file")),
            count(in.resolve(".pq-claimed"), "file"),
            count(store(), "[0-9a-f]{64}"),
            count(store(), "claim-.*"));
      }
    }

    void isWholeOnce(String queue) throws IOException {
      try (PersistentQ database = connect()) {
        List<Item> items = items(database, queue);
        assertThat(items).as(queue).hasSize(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        database.copyContent(items.get(0).id(), out);
        assertThat(out.toByteArray()).isEqualTo(CONTENT);
        database.sweepFiles(Duration.ZERO);
        assertThat(database.checkFiles().isWhole()).isTrue();
        assertThat(database.checkFiles().unreferenced()).isEmpty();
        assertThat(count(store(), "(put|claim)-.*")).as("left behind").isZero();
      }
    }
  }

  @BeforeEach
  void straceIsThere() throws Exception {
    String[] command = {
      "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename", "true"
    };
    try {
      Process strace = new ProcessBuilder(command).start();
      if (!strace.waitFor(30, TimeUnit.SECONDS) || strace.exitValue() != 0) {
        notRun("strace cannot trace here");
      }
    } catch (IOException e) {
      notRun("there is no strace: " + e.getMessage());
    }
    try (PqJvm first = PqJvm.start(folder, "put", "so that the native library is unpacked")) {
      assertThat(first.await().code()).isZero();
    }
  }

  // ---- put

  @Test
  void aPutKilledAtAnyStepIsDoneOrNotDone() throws Exception {
    put("copied, not flushed", "fsync", 1, false, 0);
    put("flushed, without its name", "link", 1, false, 0);
    put("has its name, no item yet", "fsync", 2, false, 1);
    put("committed, not told", "unlink", 1, true, 1);
  }

  private void put(String step, String call, int k, boolean isCommitted, int contents)
      throws Exception {
    Case one = new Case("put", "--file", "in/file");
    assertThat(one.isKilledAt(call, k)).as(step).isTrue();
    Found found = one.found();
    assertThat(found.items()).as(step).isEqualTo(isCommitted ? 1 : 0);
    assertThat(found.contents()).as(step).isEqualTo(contents);
    endPut(one);
  }

  private void endPut(Case one) throws IOException {
    assertThat(source).hasBinaryContent(CONTENT);
    if (one.found().items() == 0) {
      one.pq.out("put", "--file", source.toString());
    }
    one.isWholeOnce("default");
  }

  // ---- watch-dir

  @Test
  void aWatcherKilledAtAnyStepPutsTheFileOnce() throws Exception {
    watch("seen, not taken", "rename", 1, 0, true, 0);
    watch("taken, being copied", "fsync", 1, 0, false, 1);
    watch("taken and copied, not put", "link", 1, 0, false, 1);
    watch("committed, content still pinned", "unlink", 1, 1, false, 1);
    watch("committed, not deleted", "unlink", 2, 1, false, 1);
  }

  private void watch(String step, String call, int k, int items, boolean isAtHome, int taken)
      throws Exception {
    Case one = watching();
    // Counters are kept by a rename each second, which on a busy machine may come before any step.
    Files.createFile(one.store().resolve("watched"));
    assertThat(one.isKilledAt(call, k)).as(step).isTrue();
    Found found = one.found();
    assertThat(found.items()).as(step).isEqualTo(items);
    assertThat(found.isAtHome()).as(step).isEqualTo(isAtHome);
    assertThat(found.taken()).as(step).isEqualTo(taken);
    endWatch(one);
  }

  private Case watching() throws IOException {
    return new Case("watch-dir", "in", "--settle", "10ms", "--delete");
  }

  private void endWatch(Case one) throws Exception {
    try (PersistentQ pq = one.connect();
        FolderProducer next =
            FolderProducer.on(pq, in)
                .settle(Duration.ofMillis(10))
                .every(Duration.ofMillis(10))
                .delete()
                .start()) {
      long scans = next.scans();
      awaitUntil(() -> isEmpty(in) && next.scans() > scans + 1);
    }
    one.isWholeOnce("default");
  }

  // ---- work

  @Test
  void aWorkerKilledAtAnyStepHandsTheFileOnOnce() throws Exception {
    work("claimed, without a folder", "mkdir", 1, Status.UNDER_PROCESS, 0, 0);
    work("its file is there, no program yet", "mkdir", 3, Status.UNDER_PROCESS, 0, 1);
    work("the output is copied, not settled", "link", 2, Status.UNDER_PROCESS, 0, 1);
    work("settled, not cleaned up", "unlink", 1, Status.PROCESSED, 1, 1);
    work("settled, half cleaned up", "rmdir", 2, Status.PROCESSED, 1, 1);
  }

  @Test
  void aWorkerKilledWhileItsProgramRunsHandsTheFileOnOnce() throws Exception {
    Case one = working("[ $PQ_SUBMISSION = 2 ] || kill -9 $PPID; sleep 0.1; ");
    assertThat(one.isKilledAt("rename", 99)).isTrue();
    assertThat(one.found()).isEqualTo(new Found(1, Status.UNDER_PROCESS, 0, true, 0, 1, 1));
    endWork(one);
  }

  private void work(String step, String call, int k, Status status, int next, int claims)
      throws Exception {
    Case one = working("");
    assertThat(one.isKilledAt(call, k)).as(step).isTrue();
    int contents = 1 + next; // the input's, and the output's once that is settled
    assertThat(one.found())
        .as(step)
        .isEqualTo(new Found(1, status, next, true, 0, contents, claims));
    endWork(one);
  }

  private Case working(String first) throws IOException {
    String exec = first + "tail -c +2 \"$1\" > \"$PQ_OUT/file\"";
    Case one =
        new Case(
            "work", "--until-empty", "--to", "next", "--lease", "10m", "--shell", "--exec", exec);
    Path longer = Files.write(one.own.resolve("longer"), concat(new byte[1], CONTENT));
    one.pq.out("put", "--file", longer.toString());
    return one;
  }

  private void endWork(Case one) throws IOException {
    try (PersistentQ pq = one.connect()) {
      Item item = items(pq, "default").get(0);
      if (item.status() == Status.UNDER_PROCESS) {
        pq.updateStatus(item.id(), Status.CRASHED); // its lease would end in ten minutes
      }
    }
    assertThat(one.pq.run(one.command).code()).isZero();
    assertThat(one.found().status()).isEqualTo(Status.PROCESSED);
    one.isWholeOnce("next");
  }

  // ---- at each call

  @Test
  @Tag("deep")
  void killedAtEachCallOfEachKind() throws Exception {
    int kills = 0;
    for (String call : CALLS) {
      int before = kills;
      for (int k = 1; ; k++, kills++) {
        Case one = new Case("put", "--file", "in/file");
        boolean isKilled = one.isKilledAt(call, k);
        endPut(one);
        if (!isKilled) {
          break;
        }
      }
      for (int k = 1; ; k++, kills++) {
        Case one = watching();
        boolean isKilled = one.isKilledAt(call, k);
        endWatch(one);
        if (!isKilled) {
          break;
        }
      }
      for (int k = 1; ; k++, kills++) {
        Case one = working("");
        boolean isKilled = one.isKilledAt(call, k);
        endWork(one);
        if (!isKilled) {
          break;
        }
      }
      assertThat(kills).as(call).isGreaterThan(before);
      System.out.printf("KilledStepsTest: killed at %d calls of %s%n", kills - before, call);
    }
    System.out.println("KilledStepsTest: killed at " + kills + " calls");
  }

  // ---- looking

  private static List<Item> items(PersistentQ pq, String queue) {
    try (Stream<Item> all = pq.find(ItemFilter.all().withQueue(queue))) {
      return all.toList();
    }
  }

  private static int count(Path root, String name) throws IOException {
    if (!Files.exists(root)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(root)) {
      return (int) all.filter(path -> path.getFileName().toString().matches(name)).count();
    }
  }

  private static boolean isEmpty(Path in) {
    try (Stream<Path> left = Files.walk(in)) {
      return left.noneMatch(path -> path.endsWith("file"));
    } catch (IOException | java.io.UncheckedIOException e) {
      return false; // files move under our eyes
    }
  }

  private static void awaitUntil(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] all = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] random() {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static void notRun(String why) {
    System.out.println("NOT RUN: " + why);
    abort("NOT RUN: " + why);
  }
}
