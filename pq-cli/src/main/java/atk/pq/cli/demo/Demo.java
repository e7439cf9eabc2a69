package atk.pq.cli.demo;

import atk.pq.Crash;
import atk.pq.CrashCause;
import atk.pq.Item;
import atk.pq.PersistentQ;
import atk.pq.PqConfig;
import atk.pq.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plays the whole life of a few files with real processes, says what it does, and checks that all
 * came as promised.
 */
public final class Demo {
  private static final int CONSUMERS = 3;
  private static final long PATIENCE_SECONDS = 60;

  private final PrintStream out;
  private final DemoFiles files;
  private final List<PqProcess> consumers = new ArrayList<>();
  private boolean isGood = true;
  private int checks;

  private Demo(PrintStream out, DemoFiles files) {
    this.out = out;
    this.files = files;
  }

  /**
   * Plays it.
   *
   * @return whether everything was as it should be
   */
  public static boolean play(PrintStream out)
      throws IOException, InterruptedException, TimeoutException {
    Demo demo = new Demo(out, DemoFiles.create());
    try {
      demo.play();
      if (demo.isGood) {
        demo.files.delete();
      }
    } finally {
      demo.consumers.forEach(PqProcess::close);
      out.flush();
    }
    return demo.isGood;
  }

  private void play() throws IOException, InterruptedException, TimeoutException {
    say("Thirteen files of sales are to be added up. They lie in " + files.in("").toString());
    say("One of them is broken, and the program takes long for another.");
    produce();
    try (PersistentQ pq =
        PersistentQ.connect(PqConfig.builder(files.db().toString()).create(false).build())) {
      Item slow = item(pq, "slow.csv");
      Item broken = item(pq, "broken.csv");
      consume();
      killOneConsumer(pq, slow);
      seeItComeBack(pq, slow);
      seeBrokenParked(pq, broken);
      retry(pq, broken);
      stop();
      checkEnd(pq);
    }
    say("");
    say(
        isGood
            ? "All as promised (" + checks + " checks)."
            : "SOMETHING DIFFERS. Left for you to look at: " + files.folder());
  }

  private void produce() throws IOException, InterruptedException {
    step("Three producer processes put the paths of the files, all at once");
    List<PqProcess> producers = new ArrayList<>();
    try {
      for (List<String> share : files.shares()) {
        out.println("  $ pq put " + share.size() + " files");
        producers.add(start("producer-" + producers.size(), "put", share.toArray(String[]::new)));
      }
      for (PqProcess producer : producers) {
        check("a producer ended well", producer.await(PATIENCE_SECONDS) == 0);
      }
    } finally {
      producers.forEach(PqProcess::close);
    }
    run("queue", "set", "default", "--lease", "3s", "--retry-delay", "300ms");
  }

  private void consume() throws IOException {
    step("Three consumer processes run a program on each item");
    String exec = "sh " + files.program() + " {}";
    for (int i = 0; i < CONSUMERS; i++) {
      out.println("  $ pq work --exec 'sh add-up.sh {}'");
      consumers.add(start("consumer-" + i, "work", "--exec", exec));
    }
  }

  private void killOneConsumer(PersistentQ pq, Item slow)
      throws InterruptedException, TimeoutException, IOException {
    step("One consumer is killed with SIGKILL in the middle of slow.csv (item " + slow.id() + ")");
    await(
        "somebody works on slow.csv", () -> files.hasBegun("slow.csv") && holder(pq, slow) != null);
    PqProcess victim = holder(pq, slow);
    if (victim == null) {
      check("a consumer holds slow.csv", false);
      return;
    }
    out.println("  $ kill -9 " + victim.pid());
    victim.kill();
    victim.await(PATIENCE_SECONDS);
    Item orphan = pq.findItem(slow.id()).orElseThrow();
    say("Its item is " + orphan.status() + " until its lease of 3 s is over.");
    check("slow.csv was not finished", files.sum("slow.csv").isEmpty());
    files.letGo();
  }

  private @Nullable PqProcess holder(PersistentQ pq, Item item) {
    Item now = pq.findItem(item.id()).orElseThrow();
    if (now.status() != Status.UNDER_PROCESS || now.consumer() == null) {
      return null;
    }
    return consumers.stream()
        .filter(consumer -> now.consumer().contains(":" + consumer.pid() + ":"))
        .findFirst()
        .orElse(null);
  }

  private void seeItComeBack(PersistentQ pq, Item slow)
      throws InterruptedException, TimeoutException {
    await("slow.csv is Processed", () -> status(pq, slow) == Status.PROCESSED);
    Item done = pq.findItem(slow.id()).orElseThrow();
    say("It came back and was Processed as submission " + done.submissionCount() + ".");
    List<Crash> crashes = pq.crashes(slow.id());
    check("slow.csv was submitted again", done.submissionCount() > 1);
    check(
        "its history tells of the death",
        crashes.stream().anyMatch(crash -> crash.cause() == CrashCause.EXPIRED));
  }

  private void seeBrokenParked(PersistentQ pq, Item broken)
      throws IOException, InterruptedException, TimeoutException {
    step("The broken file ends in Manual_intervention after exactly three submissions");
    await(
        "broken.csv is in Manual_intervention",
        () -> status(pq, broken) == Status.MANUAL_INTERVENTION);
    run("show", String.valueOf(broken.id()));
    Item parked = pq.findItem(broken.id()).orElseThrow();
    check("it was submitted three times", parked.submissionCount() == 3);
    check("it crashed three times", pq.crashes(broken.id()).size() == 3);
  }

  private void retry(PersistentQ pq, Item broken) throws IOException, InterruptedException {
    step("An operator mends the file and retries the item");
    files.mendBroken();
    String id = String.valueOf(broken.id());
    run("retry", id);
    run("wait", id, "--timeout", PATIENCE_SECONDS + "s");
    check("broken.csv is Processed now", status(pq, broken) == Status.PROCESSED);
  }

  private void stop() throws InterruptedException, TimeoutException {
    step("The consumers are stopped with SIGTERM, and everything is looked at");
    List<PqProcess> running = consumers.stream().filter(PqProcess::isAlive).toList();
    check("two consumers were left", running.size() == CONSUMERS - 1);
    running.forEach(PqProcess::terminate);
    for (PqProcess consumer : running) {
      int code = consumer.await(PATIENCE_SECONDS);
      check("a consumer stopped cleanly (exit status " + code + ")", code == 143 || code == 130);
    }
  }

  private void checkEnd(PersistentQ pq) throws IOException, InterruptedException {
    run("ls");
    run("stats");
    out.println();
    try (Stream<Item> all = pq.getAllItems()) {
      List<Item> items = all.toList();
      check(
          "there are " + (DemoFiles.GOOD_FILES + 1) + " items",
          items.size() == DemoFiles.GOOD_FILES + 1);
      for (Item item : items) {
        String name = Path.of(item.text()).getFileName().toString();
        check(name + " is Processed", item.status() == Status.PROCESSED);
        check(name + " has the right sum", files.sum(name).equals(DemoFiles.expectedSum(name)));
      }
    }
  }

  private Item item(PersistentQ pq, String name) {
    try (Stream<Item> all = pq.getAllItems()) {
      return all.filter(item -> item.text().equals(files.in(name).toString()))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Status status(PersistentQ pq, Item item) {
    return pq.findItem(item.id()).orElseThrow().status();
  }

  /** Runs a command to its end and shows what it prints. */
  private void run(String command, String... args) throws IOException, InterruptedException {
    out.println("  $ pq " + command + " " + String.join(" ", args));
    out.flush();
    try (PqProcess process = start("operator", command, args)) {
      int code = process.await(PATIENCE_SECONDS + 5);
      PqProcess.text(files.log("operator")).lines().forEach(line -> out.println("  " + line));
      check("pq " + command + " ended well", code == 0);
    }
  }

  private PqProcess start(String log, String command, String... args) throws IOException {
    List<String> all = new ArrayList<>(List.of("--db", files.db().toString(), command));
    all.addAll(List.of(args));
    return PqProcess.start(files.log(log), all);
  }

  private void await(String what, BooleanSupplier isSo)
      throws InterruptedException, TimeoutException {
    out.flush();
    long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        isGood = false;
        throw new TimeoutException(
            "not so after " + PATIENCE_SECONDS + " s: " + what + "; see " + files.folder());
      }
      Thread.sleep(50);
    }
  }

  private void step(String what) {
    out.println();
    out.println(what + ".");
    out.flush();
  }

  private void say(String what) {
    out.println(what);
  }

  /** What holds is counted silently; what does not is said, and fails the demonstration. */
  private void check(String what, boolean holds) {
    checks++;
    if (!holds) {
      isGood = false;
      out.println("  NOT SO: " + what);
    }
  }
}
