package atk.pq.cli.command;

import atk.pq.Counts;
import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.Status;
import atk.pq.cli.exec.ChildEnvironment;
import atk.pq.cli.exec.ExecCommand;
import atk.pq.cli.exec.ExecHandler;
import atk.pq.cli.exec.NotProcessed;
import atk.pq.cli.exec.Program;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Interruption;
import atk.pq.cli.session.Session;
import atk.pq.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pq work}. */
@Command(
    name = "work",
    description = {
      "Run a program on each item, until stopped by SIGINT or SIGTERM or as said by an option.",
      "Its exit status 0 makes the item Processed, 65 sends it to Manual_intervention, any other",
      "(75 on purpose) makes it Crashed, to be submitted again. {} is the item, one argument",
      "whatever is in it, or the path of a read-only file; the item, or the file's content, is on",
      "standard input too. The lease is extended meanwhile.",
      "Exit status 0 when every item became Processed, 4 otherwise."
    })
final class WorkCommand implements Callable<Integer> {
  private static final Duration TO_END = Duration.ofSeconds(10);

  private final Session session;

  @Option(
      names = "--exec",
      paramLabel = "COMMAND",
      required = true,
      description = "The program with its arguments, split into words as a shell would.")
  private String exec = "";

  @Option(names = "--shell", description = "Run COMMAND with /bin/sh; the item is \"$1\" in it.")
  private boolean usesShell;

  @Option(names = "-j", paramLabel = "N", description = "How many at once (default 1).")
  private int concurrency = 1;

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long an item stays ours without a sign of life; else the queue's lease.")
  private @Nullable Duration lease;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "End a program that runs longer, and fail its item.")
  private @Nullable Duration timeout;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long running programs may go on after a signal (default 10s).")
  private Duration grace = Duration.ofSeconds(10);

  @Option(names = "--max", paramLabel = "N", description = "Stop after this many items.")
  private @Nullable Long max;

  @Option(
      names = "--until-empty",
      description = "Stop when nothing is left that could be handed out, now or later.")
  private boolean untilEmpty;

  @Option(
      names = "--idle-exit",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Stop after this long without an item.")
  private @Nullable Duration idleExit;

  @Option(
      names = "--keep-output",
      description = "Keep the last 8 KiB of the program's output as the item's result.")
  private boolean keepsOutput;

  @Option(
      names = "--to",
      paramLabel = "QUEUE",
      description =
          "Give the program a folder, $PQ_OUT: when the item becomes Processed, the files it left"
              + " there become items of QUEUE in the same transaction.")
  private @Nullable String nextQueue;

  @Option(
      names = "--env",
      paramLabel = "NAME[=VALUE]",
      description =
          "Pass this on to the program, too; it sees PATH, HOME, the language and PQ_… only.")
  private List<String> environment = List.of();

  @Option(names = "--bar", description = "Show a progress bar, on a terminal.")
  private boolean showsBar;

  WorkCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (concurrency < 1 || max != null && max < 1) {
      throw new InvalidRequestException("-j and --max are at least 1");
    }
    String searchPath = session.surroundings().env().getOrDefault("PATH", "");
    ExecCommand command =
        usesShell ? ExecCommand.ofShell(exec) : ExecCommand.withoutShell(exec, searchPath);
    NotProcessed notProcessed = new NotProcessed();
    try (Interruption interruption = session.interruptible(grace.plus(TO_END));
        PersistentQ pq = PersistentQ.connect(session.config().listener(notProcessed).build());
        ExecHandler handler =
            new ExecHandler(
                program(command), session.out(), session.err(), session::note, notProcessed)) {
      if (!work(pq, handler)) {
        return ExitCode.INTERRUPTED;
      }
      // a worker stops by itself when its database failed, too: then this says so
      boolean isHeldUp = untilEmpty && isHeldUp(pq);
      return notProcessed.isEmpty() && !isHeldUp ? ExitCode.OK : ExitCode.ENDED_BADLY;
    }
  }

  /** Whether the queue is not empty because it is paused; says so. */
  private boolean isHeldUp(PersistentQ pq) {
    for (Counts counts : pq.counts()) {
      long left = counts.of(Status.UNPROCESSED) + counts.of(Status.CRASHED);
      if (counts.queue().equals(pq.config().queue()) && counts.paused() && left > 0) {
        session
            .err()
            .println(
                "pq: queue "
                    + counts.queue()
                    + " is paused, so "
                    + left
                    + " of its items were not handed out; pq queue resume "
                    + counts.queue());
        return true;
      }
    }
    return false;
  }

  private Program program(ExecCommand command) {
    Map<String, String> passedOn = ChildEnvironment.of(session.surroundings().env(), environment);
    return new Program(command, timeout, keepsOutput, nextQueue, passedOn);
  }

  /** Whether it stopped by itself, and not because it was interrupted. */
  private boolean work(PersistentQ pq, ExecHandler handler) {
    try (WorkBar bar = WorkBar.of(session, showsBar);
        Worker worker = worker(pq, handler).start()) {
      while (!worker.awaitStop(WorkBar.REFRESH)) {
        bar.show(pq, worker.handled());
      }
      bar.show(pq, worker.handled());
      return true;
    } catch (InterruptedException e) {
      return false; // closing the worker gave the running programs their grace
    }
  }

  private Worker.Builder worker(PersistentQ pq, ExecHandler handler) {
    Worker.Builder worker =
        pq.worker(handler)
            .queue(pq.config().queue())
            .concurrency(concurrency)
            .grace(grace)
            .untilEmpty(untilEmpty)
            .idleExit(idleExit);
    if (lease != null) {
      worker.lease(lease);
    }
    if (max != null) {
      worker.maxItems(max);
    }
    return worker;
  }
}
