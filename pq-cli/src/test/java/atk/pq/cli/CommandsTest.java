package atk.pq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import atk.pq.cli.session.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command is there for, on a real database. */
class CommandsTest {
  @TempDir Path folder;
  private Pq pq;

  @BeforeEach
  void setUp() {
    pq = new Pq(folder).environment("PQ_DB", database("test"));
  }

  /** The address of a new database. */
  String database(String name) {
    return folder.resolve(name + ".db").toString();
  }

  @Test
  void putPrintsTheIdsInTheOrderGiven() {
    assertThat(pq.out("put", "a", "b", "c")).isEqualTo("1\n2\n3\n");
  }

  @Test
  void putReadsLinesAndSkipsEmptyOnes() {
    assertThat(pq.input("eins\n\nzwei ü\ndrei").out("put", "--stdin")).isEqualTo("1\n2\n3\n");
    assertThat(pq.out("show", "2", "--payload")).isEqualTo("zwei ü");
    assertThat(pq.out("show", "3", "--payload")).isEqualTo("drei");
  }

  @Test
  void putReadsItemsWithNewlinesThatEndWithNul() {
    pq.input("one\ntwo\0three\0").out("put", "--stdin", "-0");
    assertThat(pq.out("show", "1", "--payload")).isEqualTo("one\ntwo");
    assertThat(pq.out("show", "2", "--payload")).isEqualTo("three");
  }

  @Test
  void putKeepsWhatCameBeforeABadLineAndSaysWhichItWas() {
    Pq.Result result =
        pq.input("good\n" + "x".repeat(1024 * 1024 + 1) + "\n").run("put", "--stdin");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("1\n");
    assertThat(result.err()).startsWith("pq: item 2 of the input has more than 1048576 bytes");
  }

  @Test
  void putTakesPriorityDelayKeyAndHeaders() {
    pq.out("put", "later", "--delay", "1h");
    pq.out("put", "low");
    pq.out("put", "high", "--priority", "5", "--key", "k", "-H", "trace=abc", "-H", "user=me");
    assertThat(pq.out("put", "again", "--key", "k")).as("S9 a repeated key").isEqualTo("3\n");
    Map<?, ?> item = object(pq.out("get", "-o", "json"));
    assertThat(item.get("item")).isEqualTo("high");
    assertThat(item.get("key")).isEqualTo("k");
    assertThat(item.get("headers")).isEqualTo(Map.of("trace", "abc", "user", "me"));
    assertThat(pq.out("get")).isEqualTo("2\tlow\n");
    assertThat(pq.run("get").code()).isEqualTo(3);
  }

  @Test
  void getOfAnEmptyQueueEndsWith3() {
    pq.out("put", "x");
    assertThat(pq.out("get")).isEqualTo("1\tx\n");
    Pq.Result empty = pq.run("get", "--wait", "50ms");
    assertThat(empty).isEqualTo(new Pq.Result(3, "", ""));
  }

  @Test
  void getTakesSeveralAndPrintsTheirTokens() {
    pq.out("put", "a", "b", "c");
    List<String> lines = pq.out("get", "-n", "2", "-o", "jsonl").lines().toList();
    assertThat(lines).hasSize(2);
    assertThat((String) object(lines.get(0)).get("token")).matches("[0-9a-f]{16}");
    assertThat(object(lines.get(1)).get("item")).isEqualTo("b");
  }

  @Test
  void doneWithTheTokenFinishesAndKeepsTheResult() {
    pq.out("put", "x");
    String token = token(pq.out("get", "-o", "json"));
    pq.out("done", "1", "--token", token, "--result", "42 lines");
    Map<?, ?> item = object(pq.out("show", "1", "-o", "json"));
    assertThat(item.get("status")).isEqualTo("Processed");
    assertThat(item.get("result")).isEqualTo("42 lines");
  }

  @Test
  void doneWithALostTokenChangesNothing() {
    pq.out("put", "x");
    String token = token(pq.out("get", "-o", "json"));
    pq.out("release", "1", "--token", token);
    pq.out("get");
    Pq.Result late = pq.run("done", "1", "--token", token);
    assertThat(late.code()).as("S2").isEqualTo(4);
    assertThat(late.err()).startsWith("pq: the claim of item 1 was lost").hasLineCount(1);
    assertThat(status(1)).isEqualTo("Under_Process");
  }

  @Test
  void doneOfSeveralGoesOnAfterAFailure() {
    pq.out("put", "x", "y");
    pq.out("get", "-n", "2");
    Pq.Result result = pq.run("done", "1", "99", "2");
    assertThat(result.code()).isEqualTo(5);
    assertThat(result.err()).startsWith("pq: there is no item 99").hasLineCount(1);
    assertThat(status(1)).isEqualTo("Processed");
    assertThat(status(2)).isEqualTo("Processed");
  }

  @Test
  void failKeepsTheReasonAndHopelessNeedsAnOperator() {
    pq.out("put", "x", "y", "z");
    String token = token(pq.out("get", "-o", "json"));
    pq.out("fail", "1", "--token", token, "--reason", "no disk", "--retry-in", "1h");
    assertThat(status(1)).isEqualTo("Crashed");
    assertThat(pq.out("show", "1")).contains("FAILED").contains("no disk");
    pq.out("fail", "2", "--token", token(pq.out("get", "-o", "json")), "--hopeless");
    assertThat(status(2)).isEqualTo("Manual_intervention");
    pq.out("get");
    pq.out("fail", "3", "--hopeless");
    assertThat(status(3)).isEqualTo("Manual_intervention");
  }

  @Test
  void extendMovesTheEndOfTheLease() {
    pq.out("put", "x");
    String token = token(pq.out("get", "--lease", "1m", "-o", "json"));
    Instant told = Instant.parse(pq.out("extend", "1", "--token", token, "--lease", "2h").strip());
    Instant kept =
        Instant.parse((String) object(pq.out("show", "1", "-o", "json")).get("lease_until"));
    assertThat(kept).isAfter(Instant.now().plus(Duration.ofMinutes(90)));
    assertThat(Duration.between(told, kept)).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void lsFiltersAndPages() {
    pq.out("put", "alpha", "beta", "gamma");
    pq.out("put", "-q", "other", "delta", "--key", "d");
    pq.out("get");
    assertThat(pq.out("ls", "-o", "id")).isEqualTo("1\n2\n3\n4\n");
    assertThat(pq.out("ls", "-o", "id", "-q", "other")).isEqualTo("4\n");
    assertThat(pq.out("ls", "-o", "id", "--status", "under_process")).isEqualTo("1\n");
    assertThat(pq.out("ls", "-o", "id", "--grep", "eta")).isEqualTo("2\n");
    assertThat(pq.out("ls", "-o", "id", "--key", "d")).isEqualTo("4\n");
    assertThat(pq.out("ls", "-o", "id", "--after", "2", "--limit", "0")).isEqualTo("3\n4\n");
    assertThat(pq.out("ls", "-o", "id", "--older", "1h")).isEmpty();
    Pq.Result page = pq.run("ls", "-o", "id", "--limit", "2");
    assertThat(page.out()).isEqualTo("1\n2\n");
    assertThat(page.err()).contains("--after 2");
  }

  @Test
  void showSavesThePayloadToANewFileOnly() throws Exception {
    pq.out("put", "line\nline ü\n");
    Path file = folder.resolve("saved");
    pq.out("show", "1", "--save", file.toString());
    assertThat(file).hasContent("line\nline ü\n");
    assertThat(pq.run("show", "1", "--save", file.toString()).code()).isEqualTo(2);
    assertThat(Files.readString(file)).isEqualTo("line\nline ü\n");
  }

  @Test
  void waitPrintsResultsAndTellsWhetherAllWentWell() {
    pq.out("put", "x", "y");
    pq.out("get", "-n", "2");
    pq.out("done", "1", "--result", "fine");
    assertThat(pq.out("wait", "1")).as("S25").isEqualTo("1\tProcessed\tfine\n");
    pq.out("fail", "2", "--hopeless");
    Pq.Result bad = pq.run("wait", "1", "2", "--timeout", "1m");
    assertThat(bad.code()).isEqualTo(4);
    assertThat(bad.out()).isEqualTo("1\tProcessed\tfine\n2\tManual_intervention\t\n");
  }

  @Test
  void waitGivesUpWhenTheTimeIsOver() {
    pq.out("put", "x");
    Pq.Result result = pq.run("wait", "1", "--timeout", "50ms");
    assertThat(result).isEqualTo(new Pq.Result(4, "1\tUnprocessed\t\n", ""));
    assertThat(pq.run("wait", "7", "--timeout", "50ms").code()).isEqualTo(5);
  }

  @Test
  void statsCountsEachStateOfEachQueue() {
    pq.out("put", "a", "b");
    pq.out("put", "c", "--delay", "1h");
    pq.out("put", "-q", "other", "d");
    pq.out("get");
    Map<?, ?> counts = object(pq.out("stats", "-q", "default", "-o", "jsonl"));
    assertThat(counts.get("unprocessed")).hasToString("2");
    assertThat(counts.get("delayed")).hasToString("1");
    assertThat(counts.get("under_process")).hasToString("1");
    assertThat(counts.get("total")).hasToString("3");
    assertThat(pq.out("stats", "-o", "id")).isEqualTo("default\nother\n");
  }

  @Test
  void retryByIdAndByFilterWithADryRun() {
    pq.out("put", "good one", "bad one", "bad two");
    pq.out("get", "-n", "3");
    pq.out("fail", "1", "2", "3", "--hopeless");
    pq.out("retry", "1");
    assertThat(status(1)).isEqualTo("Unprocessed");
    String[] filter = {"retry", "--status", "manual_intervention", "--grep", "two"};
    assertThat(pq.out(with(filter, "--dry-run"))).isEqualTo("1\n");
    assertThat(status(3)).isEqualTo("Manual_intervention");
    assertThat(pq.out(with(filter, "--yes"))).isEqualTo("1\n");
    assertThat(status(3)).isEqualTo("Unprocessed");
    assertThat(status(2)).isEqualTo("Manual_intervention");
  }

  @Test
  void purgeAsksOnATerminalAndWantsYesOffOne() {
    pq.out("put", "x");
    pq.out("get");
    pq.out("done", "1");
    Pq.Result refused = pq.run("purge", "--older", "0");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--yes").hasLineCount(1);
    Pq.Result no = pq.onTerminal().input("n\n").run("purge", "--older", "0");
    assertThat(no.code()).isEqualTo(1);
    assertThat(no.err()).startsWith("pq: remove 1 item in Processed of all queues for good? [y/N]");
    assertThat(pq.run("ls", "-o", "id").out()).isEqualTo("1\n");
    assertThat(pq.input("y\n").run("purge", "--older", "0").out()).isEqualTo("1\n");
    assertThat(pq.run("ls", "-o", "id").out()).isEmpty();
  }

  @Test
  void purgeSparesTheYoungTheUnfinishedAndOtherQueues() {
    pq.out("put", "x", "waiting");
    pq.out("put", "-q", "other", "y");
    pq.out("get");
    pq.out("done", "1");
    pq.out("get", "-q", "other");
    pq.out("done", "3");
    assertThat(pq.out("purge", "--older", "1h", "--yes")).isEqualTo("0\n");
    assertThat(pq.out("purge", "--older", "0", "--dry-run")).isEqualTo("2\n");
    assertThat(pq.out("purge", "--older", "0", "-q", "other", "--yes")).isEqualTo("1\n");
    assertThat(pq.out("ls", "-o", "id")).isEqualTo("1\n2\n");
    assertThat(pq.run("purge", "--older", "0", "--status", "unprocessed", "--yes").code())
        .isEqualTo(2);
    pq.out("purge", "--older", "0", "--status", "unprocessed", "--even-unfinished", "--yes");
    assertThat(pq.out("ls", "-o", "id")).isEqualTo("1\n");
  }

  @Test
  void manageOnceGivesOrphansBack() throws Exception {
    pq.out("put", "x");
    pq.out("queue", "set", "default", "--retry-delay", "0");
    pq.out("get", "--lease", "1ms");
    Thread.sleep(5);
    assertThat(pq.out("manage", "--once")).startsWith("orphaned 1, ");
    pq.out("manage", "--once");
    assertThat(status(1)).isEqualTo("Unprocessed");
  }

  @Test
  void manageWithRetentionRemovesProcessedItems() {
    pq.out("put", "x", "y");
    pq.out("get");
    pq.out("done", "1");
    assertThat(pq.out("manage", "--once", "--retention", "0")).contains("purged 1");
    assertThat(pq.out("ls", "-o", "id")).isEqualTo("2\n");
  }

  @Test
  void queueSettingsAreKeptAndShown() {
    pq.out("put", "x");
    pq.run("queue", "set", "slow", "--lease", "1h", "--max-submissions", "5", "--retention", "7d");
    pq.out("queue", "set", "slow", "--retry-delay", "10m");
    Map<?, ?> slow = object(pq.out("queue", "ls", "-q", "slow", "-o", "jsonl"));
    assertThat(slow.get("lease")).isEqualTo("1h");
    assertThat(slow.get("max_submissions")).hasToString("5");
    assertThat(slow.get("retry_delay")).isEqualTo("10m");
    assertThat(slow.get("retention")).isEqualTo("7d");
    pq.out("queue", "set", "slow", "--retention", "never");
    assertThat(object(pq.out("queue", "ls", "-q", "slow", "-o", "jsonl")).get("retention"))
        .isNull();
  }

  @Test
  void aPausedQueueHandsOutNothingUntilItIsResumed() {
    pq.out("put", "x");
    pq.out("queue", "pause", "default");
    assertThat(pq.run("get").code()).isEqualTo(3);
    assertThat(pq.out("stats")).contains("default (paused)");
    pq.out("queue", "resume", "default");
    assertThat(pq.out("get")).isEqualTo("1\tx\n");
  }

  @Test
  void whatIsExportedCanBeImported() {
    pq.out("put", "quote \" and \\ and ü\n\t😀", "--priority", "7", "--key", "k", "-H", "a=b");
    pq.out("put", "-q", "other", "plain");
    pq.out("put", "done already", "--priority", "9");
    pq.out("get");
    pq.out("done", "3");
    String exported = pq.out("export");
    assertThat(exported).hasLineCount(3);

    Pq copy = new Pq(folder).environment("PQ_DB", database("copy"));
    Pq.Result imported = copy.input(exported).run("import");
    assertThat(imported.code()).isZero();
    assertThat(imported.out()).isEqualTo("2\n");
    assertThat(imported.err()).contains("1 that were Processed were left out");
    Map<?, ?> item = object(copy.out("show", "1", "-o", "json"));
    assertThat(item.get("item")).isEqualTo("quote \" and \\ and ü\n\t😀");
    assertThat(item.get("priority")).hasToString("7");
    assertThat(item.get("key")).isEqualTo("k");
    assertThat(item.get("headers")).isEqualTo(Map.of("a", "b"));
    assertThat(object(copy.out("show", "2", "-o", "json")).get("queue")).isEqualTo("other");
  }

  @Test
  void importSaysWhichLineItRefuses() {
    Pq.Result result = pq.input("{\"item\":\"x\"}\n{\"item\":7}\n").run("import");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEqualTo("1\n");
    assertThat(result.err()).startsWith("pq: line 2 of the input was refused: the field \"item\"");
    assertThat(pq.input("[1]").run("import").err()).contains("line 1").contains("no JSON object");
  }

  @Test
  void completionIsAScriptThatNamesEveryCommand() {
    assertThat(pq.out("completion", "bash")).contains("purge").contains("--even-unfinished");
    assertThat(pq.out("completion", "zsh")).contains("bashcompinit");
    assertThat(pq.run("completion", "fish").code()).isEqualTo(2);
  }

  @Test
  void versionNamesEverythingThatMatters() {
    assertThat(pq.out("version")).matches("pq \\d.*\nsqlite-jdbc \\d.*\njava \\d.*\n");
  }

  @Test
  void globalOptionsStandBeforeOrAfterTheCommand() {
    String db = database("other");
    pq.out("--db", db, "-q", "thumbs", "put", "x");
    pq.out("put", "--db", db, "y", "-q", "thumbs");
    assertThat(pq.out("-o", "id", "ls", "--db", db, "-q", "thumbs")).isEqualTo("1\n2\n");
    assertThat(pq.out("queue", "--db", db, "ls", "-o", "id")).isEqualTo("thumbs\n");
    assertThat(pq.out("--db=" + db, "queue", "ls", "-oid")).isEqualTo("thumbs\n");
  }

  @Test
  void onlyPutImportAndWorkMakeADatabase() {
    for (String[] line :
        new String[][] {
          {"get"},
          {"ls"},
          {"stats"},
          {"show", "1"},
          {"done", "1"},
          {"purge", "--older", "1d"},
          {"retry", "1"},
          {"wait", "1"},
          {"manage", "--once"},
          {"export"},
          {"queue", "ls"},
          {"queue", "pause", "x"}
        }) {
      Pq.Result result = pq.run(line);
      assertThat(result.code()).as(String.join(" ", line)).isEqualTo(1);
      assertThat(result.err()).startsWith("pq: there is no queue at ").hasLineCount(1);
    }
    assertThat(folder).isEmptyDirectory();
    assertThat(pq.input("").out("import")).isEqualTo("0\n");
    assertThat(pq.out("ls", "-o", "id")).as("now it is there").isEmpty();
  }

  private String status(long id) {
    return (String) object(pq.out("show", String.valueOf(id), "-o", "json")).get("status");
  }

  private static String token(String json) {
    return (String) object(json).get("token");
  }

  private static Map<?, ?> object(String json) {
    return (Map<?, ?>) JsonReader.read(json);
  }

  private static String[] with(String[] line, String more) {
    String[] all = java.util.Arrays.copyOf(line, line.length + 1);
    all[line.length] = more;
    return all;
  }
}
