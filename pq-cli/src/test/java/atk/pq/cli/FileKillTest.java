package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.Item;
import atk.pq.ItemFilter;
import atk.pq.NewItem;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.WatchedFolder;
import atk.pq.worker.ManagerLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watchers, workers and their programs in processes of their own, killed with SIGKILL. */
@Tag("slow")
@Timeout(900)
class FileKillTest {
  @TempDir Path folder;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final List<String[]> commands = new ArrayList<>();
  private final List<PqJvm> processes = new ArrayList<>();
  private Path in;

  @BeforeEach
  void setUp() throws IOException {
    in = Files.createDirectory(folder.resolve("in"));
  }

  @Test
  void aWatcherKilledAtAnyStepLosesAndDoublesNothing() throws Exception {
    int files = 150;
    System.out.println("FileKillTest: seed " + seed);
    String[] watch = {"watch-dir", "in", "-q", "one", "--settle", "10ms", "--delete"};
    commands.add(watch);
    try (PersistentQ pq = connect()) {
      for (int i = 0; i < files; i++) {
        drop("file-" + i, "content " + i);
      }
      int kills = 0;
      for (int round = 1; round <= 5; round++) {
        int wanted = round * files / 8; // some are put, and then it dies in the middle of others
        try (PqJvm watcher = PqJvm.start(folder, watch)) {
          await(() -> pq.count(all("one")) >= wanted, "puts");
          Thread.sleep(random.nextInt(10));
        }
        kills++;
      }
      try (PqJvm last = PqJvm.start(folder, watch)) {
        await(() -> pq.count(all("one")) >= files && isEmpty(in), "the rest");
        await(() -> pq.watchedFolders().get(0).put() > 0, "the last one's counters");
      }
      assertThat(kills).isEqualTo(5);
      Map<String, String> contents = contents(pq, "one");
      assertThat(contents).hasSize(files);
      WatchedFolder counted = pq.watchedFolders().get(0);
      assertThat(counted.put()).as("of six watchers, five of them killed").isBetween(1L, 150L);
      assertThat(pq.count(all("one"))).isEqualTo(files);
    }
  }

  @Test
  void aKilledWorkersItemComesAgainAndItsFolderIsSwept() throws Exception {
    try (PersistentQ pq = connect()) {
      configure(pq, "one");
      Files.write(folder.resolve("large"), new byte[100_000]);
      new Pq(folder).out("put", "-q", "one", "--file", folder.resolve("large").toString());
      String exec = "echo half > \"$PQ_OUT/half\"; echo begun; exec sleep 600";
      Path claims = folder.resolve("test.db.files/tmp");
      try (PqJvm worker =
          PqJvm.start(folder, "work", "-q", "one", "--to", "two", "--shell", "--exec", exec)) {
        worker.awaitOutput("begun");
        try (Stream<Path> all = Files.walk(claims)) {
          assertThat(all.filter(path -> path.endsWith("half"))).hasSize(1);
        }
      }
      Pq.Result again;
      String copy = "cp \"$1\" \"$PQ_OUT/whole\"";
      try (ManagerLoop manager = pq.manager().every(Duration.ofMillis(100)).start()) {
        await(() -> pq.count(open()) == 0, "its lease to end");
      }
      try (PqJvm worker =
          PqJvm.start(
              folder,
              "work",
              "-q",
              "one",
              "--to",
              "two",
              "--until-empty",
              "--shell",
              "--exec",
              copy)) {
        again = worker.await();
      }
      assertThat(again.code()).as(again.toString()).isZero();
      assertThat(contents(pq, "two").keySet()).containsExactly("whole");
      try (Stream<Path> all = Files.walk(claims)) {
        assertThat(all.filter(path -> path.endsWith("half"))).isEmpty();
      }
    }
  }

  @Test
  void aKilledProgramsItemComesAgainAndWhatItLeftIsDiscarded() throws Exception {
    try (PersistentQ pq = connect()) {
      configure(pq, "one");
      pq.putItem(NewItem.of("x").queue("one"));
      String exec = "echo $PQ_SUBMISSION > \"$PQ_OUT/out\"; [ $PQ_SUBMISSION = 2 ] || kill -9 $$";
      try (PqJvm worker =
          PqJvm.start(
              folder,
              "work",
              "-q",
              "one",
              "--to",
              "two",
              "--until-empty",
              "--shell",
              "--exec",
              exec)) {
        assertThat(worker.await().code()).isZero();
      }
      assertThat(contents(pq, "two")).isEqualTo(Map.of("out", "2\n"));
    }
  }

  @Test
  void threeStagesUnderKillsGiveEachInputOneOutput() throws Exception {
    pipeline(120, Duration.ofSeconds(20));
  }

  @Test
  @Tag("deep")
  void threeStagesUnderKillsForTwoMinutesGiveEachInputOneOutput() throws Exception {
    pipeline(1_000, Duration.ofMinutes(2));
  }

  private void pipeline(int files, Duration killing) throws Exception {
    System.out.println("FileKillTest: seed " + seed);
    String[] watch = {"watch-dir", "in", "-q", "one", "--settle", "50ms", "--delete"};
    commands.add(watch);
    commands.add(watch);
    commands.add(stage("one", "two", "tr a-z A-Z < \"$1\" > \"$PQ_OUT/$PQ_NAME\""));
    commands.add(stage("two", "three", "sed s/^/2:/ \"$1\" > \"$PQ_OUT/$PQ_NAME\""));
    commands.add(stage("three", "last", "sed s/^/3:/ \"$1\" > \"$PQ_OUT/$PQ_NAME\""));
    Map<String, String> expected = new TreeMap<>();
    try (PersistentQ pq = connect();
        ManagerLoop manager = pq.manager().every(Duration.ofMillis(200)).start()) {
      for (String queue : List.of("one", "two", "three")) {
        configure(pq, queue);
      }
      int kills;
      try {
        for (String[] command : commands) {
          processes.add(PqJvm.start(folder, command));
        }
        kills = dropAndKill(files, killing, expected);
        await(() -> pq.count(all("last")) >= files, "all outputs");
        await(() -> isEmpty(in), "all inputs taken");
        await(() -> pq.count(open()) == 0, "all stages to end");
      } finally {
        processes.forEach(PqJvm::close);
      }
      assertThat(kills).isGreaterThan(3);
      assertThat(pq.count(all("last"))).as("seed " + seed).isEqualTo(files);
      assertThat(contents(pq, "last")).as("seed " + seed).isEqualTo(expected);
      assertThat(pq.checkFiles().isWhole()).isTrue();
      System.out.printf("FileKillTest: %d files, %d kills, each has one output%n", files, kills);
    }
  }

  private static String[] stage(String from, String to, String exec) {
    return new String[] {
      "work", "-q", from, "--to", to, "-j", "2", "--shell", "--exec", "set -e; " + exec
    };
  }

  private int dropAndKill(int files, Duration killing, Map<String, String> expected)
      throws Exception {
    long began = System.nanoTime();
    int dropped = 0;
    int kills = 0;
    while (System.nanoTime() - began < killing.toNanos() || dropped < files) {
      long due = (System.nanoTime() - began) * files / killing.toNanos();
      for (; dropped < Math.min(files, due + 1); dropped++) {
        String name = "file-" + dropped;
        // some in the row, some beside the database
        String content = (name + " ").repeat(dropped % 5 == 0 ? 9_000 : 3).strip() + "\n";
        drop(name, content);
        expected.put(name, "3:2:" + content.toUpperCase(Locale.ROOT));
      }
      Thread.sleep(200 + random.nextInt(1_800));
      int victim = random.nextInt(processes.size());
      processes.get(victim).close(); // SIGKILL, its programs too
      processes.set(victim, PqJvm.start(folder, commands.get(victim)));
      kills++;
    }
    return kills;
  }

  private void drop(String name, String content) throws IOException {
    Path hidden = Files.writeString(in.resolve("." + name), content);
    Files.move(hidden, in.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private PersistentQ connect() {
    return PersistentQ.connect(folder.resolve("test.db").toString());
  }

  private static void configure(PersistentQ pq, String queue) {
    pq.configure(
        pq.settings(queue)
            .withLease(Duration.ofSeconds(3))
            .withMaxSubmissions(100)
            .withRetryDelay(Duration.ofMillis(10), Duration.ofMillis(10)));
  }

  private static ItemFilter all(String queue) {
    return ItemFilter.all().withQueue(queue);
  }

  private static ItemFilter open() {
    return ItemFilter.all().withStatus(Status.UNDER_PROCESS);
  }

  private static boolean isEmpty(Path in) {
    try (Stream<Path> left = Files.walk(in)) {
      return left.filter(Files::isRegularFile).allMatch(path -> path.endsWith(".lock"));
    } catch (IOException | java.io.UncheckedIOException e) {
      return false; // files move under our eyes
    }
  }

  private static Map<String, String> contents(PersistentQ pq, String queue) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    List<Item> items;
    try (Stream<Item> found = pq.find(all(queue))) {
      items = found.toList();
    }
    for (Item item : items) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      pq.copyContent(item.id(), out);
      contents.put(item.text(), out.toString(StandardCharsets.UTF_8));
    }
    return contents;
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline for " + what).isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
