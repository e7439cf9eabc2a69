package atk.pq.cli.exec;

import atk.pq.Claim;
import atk.pq.DamagedFileException;
import atk.pq.Failure;
import atk.pq.Item;
import atk.pq.PqException;
import atk.pq.StaleClaimException;
import atk.pq.UnknownItemException;
import atk.pq.worker.Handler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program on each item and settles the item by its exit status: 0 is Processed, 65
 * (EX_DATAERR) is hopeless, anything else is a crash (75, EX_TEMPFAIL, says so on purpose). Safe
 * for use by many threads.
 */
public final class ExecHandler implements Handler, AutoCloseable {
  private static final int DATA_ERROR = 65;
  private static final int TEMPORARY_FAILURE = 75;
  private static final int SIGNALLED = 128;
  private static final Pattern TOO_LONG = Pattern.compile("error[=:] ?7\\b"); // E2BIG

  private final Program program;
  private final OutputStream out;
  private final OutputStream err;
  private final Consumer<String> notes;
  private final NotProcessed notProcessed;
  private final Set<ChildProcess> children = ConcurrentHashMap.newKeySet();

  /**
   * @param out where its standard output goes
   * @param err where its standard error goes
   * @param notes is told of each failure, in one line
   * @param notProcessed is told of each item; a listener of the same queue
   */
  public ExecHandler(
      Program program,
      OutputStream out,
      OutputStream err,
      Consumer<String> notes,
      NotProcessed notProcessed) {
    this.program = program;
    this.out = out;
    this.err = err;
    this.notes = notes;
    this.notProcessed = notProcessed;
  }

  @Override
  public void handle(Claim claim) throws InterruptedException {
    Item item = claim.item();
    notProcessed.begun(item.id());
    Path file;
    try {
      file = item.file() == null ? null : claim.file();
    } catch (DamagedFileException e) {
      note(claim, String.valueOf(e.getMessage())); // settled already
      return;
    }
    run(claim, file);
  }

  private void run(Claim claim, @Nullable Path file) throws InterruptedException {
    Item item = claim.item();
    String argument = file == null ? item.text() : file.toString();
    if (program.command().takesArgument() && argument.indexOf('\0') >= 0) {
      settle(claim, Failure.hopeless("the item has a NUL character: it cannot be an argument"));
      return;
    }
    List<String> words = program.command().on(argument);
    try (ChildProcess child = start(claim, words, file)) {
      Integer status = child.await(program.timeout());
      if (status != null && status == 0) {
        if (child.endWhatIsLeft()) { // what it leaves in $PQ_OUT must not change any more
          note(claim, "ended what its program had left running");
        }
        finish(claim, program.keepsOutput() ? child.output() : null);
      } else {
        child.close(); // before the item is given back
        settle(claim, failure(status, child.errors()));
      }
    } catch (IOException e) {
      settle(claim, notStarted(String.valueOf(e.getMessage())));
    }
  }

  private static Failure notStarted(String why) {
    return TOO_LONG.matcher(why).find()
        ? Failure.hopeless(
            "the item is too long to be an argument; leave out {} and --shell,"
                + " and let the program read it from its standard input")
        : Failure.because("the program could not be started: " + why);
  }

  private ChildProcess start(Claim claim, List<String> words, @Nullable Path file)
      throws IOException {
    byte[] text = claim.item().text().getBytes(StandardCharsets.UTF_8);
    ChildProcess.Input input = new ChildProcess.Input(text, file);
    ChildProcess child =
        ChildProcess.start(words, environment(claim), input, out, err, children::remove);
    children.add(child);
    return child;
  }

  private void finish(Claim claim, @Nullable String result) {
    try {
      claim.processed(result, List.of());
    } catch (StaleClaimException | UnknownItemException e) {
      throw e; // the worker tells of it
    } catch (PqException e) {
      String why = "not handed on: " + e.getMessage();
      note(claim, why); // first: a full disk may take no crash either
      claim.crashed(Failure.because(why));
    }
  }

  /**
   * Ends the programs that still run: a worker that stops does not wait for its handlers for ever.
   */
  @Override
  public void close() {
    children.forEach(ChildProcess::terminate);
    children.forEach(ChildProcess::close);
  }

  private void settle(Claim claim, Failure failure) {
    claim.crashed(failure);
    note(claim, String.valueOf(failure.reason()));
  }

  private void note(Claim claim, String reason) {
    String firstLine = reason.lines().findFirst().orElse("");
    notes.accept(
        "item " + claim.id() + ", submission " + claim.item().submissionCount() + ": " + firstLine);
  }

  private Failure failure(@Nullable Integer status, String errors) {
    String said = errors.isBlank() ? "" : "\n" + errors;
    Duration timeout = program.timeout();
    if (status == null) {
      long millis = Objects.requireNonNull(timeout, "only a timeout leaves no status").toMillis();
      return Failure.because("still running after " + millis + " ms; ended" + said);
    }
    return switch (status) {
      case DATA_ERROR -> Failure.hopeless("exit status 65 (the data is wrong)" + said);
      case TEMPORARY_FAILURE -> Failure.because("exit status 75 (try again)" + said);
      default ->
          Failure.because(
              status > SIGNALLED
                  ? "exit status " + status + " (signal " + (status - SIGNALLED) + ")" + said
                  : "exit status " + status + said);
    };
  }

  private Map<String, String> environment(Claim claim) {
    Item item = claim.item();
    String name = item.file() != null ? item.text() : item.key() == null ? "" : item.key();
    Map<String, String> environment = new HashMap<>(program.environment());
    environment.put("PQ_ID", String.valueOf(item.id()));
    environment.put("PQ_SUBMISSION", String.valueOf(item.submissionCount()));
    environment.put("PQ_QUEUE", item.queue());
    environment.put("PQ_NAME", name.replace('\0', '?'));
    if (program.nextQueue() != null) {
      environment.put("PQ_OUT", claim.outputs(program.nextQueue()).toString());
    }
    return environment;
  }
}
