package atk.pq.cli.exec;

import atk.pq.Claim;
import atk.pq.Failure;
import atk.pq.Item;
import atk.pq.worker.Handler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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

  private final ExecCommand command;
  private final @Nullable Duration timeout;
  private final boolean keepsOutput;
  private final OutputStream out;
  private final OutputStream err;
  private final Consumer<String> notes;
  private final Set<Long> notProcessed = ConcurrentHashMap.newKeySet();
  private final Set<ChildProcess> children = ConcurrentHashMap.newKeySet();

  /**
   * @param timeout how long the program may run; null for as long as it likes
   * @param keepsOutput whether the end of its output becomes the item's result
   * @param out where its standard output goes
   * @param err where its standard error goes
   * @param notes is told of each failure, in one line
   */
  public ExecHandler(
      ExecCommand command,
      @Nullable Duration timeout,
      boolean keepsOutput,
      OutputStream out,
      OutputStream err,
      Consumer<String> notes) {
    this.command = command;
    this.timeout = timeout;
    this.keepsOutput = keepsOutput;
    this.out = out;
    this.err = err;
    this.notes = notes;
  }

  /** How many of the items that came here have not become Processed, here and so far. */
  public int notProcessed() {
    return notProcessed.size();
  }

  @Override
  public void handle(Claim claim) throws InterruptedException {
    Item item = claim.item();
    notProcessed.add(item.id());
    if (command.takesArgument() && item.text().indexOf('\0') >= 0) {
      settle(claim, Failure.hopeless("the item has a NUL character: it cannot be an argument"));
      return;
    }
    byte[] input = item.text().getBytes(StandardCharsets.UTF_8);
    List<String> words = command.on(item.text());
    try (ChildProcess child = start(item, words, input)) {
      Integer status = child.await(timeout);
      if (status != null && status == 0) {
        claim.processed(keepsOutput ? child.output() : null, List.of());
        notProcessed.remove(item.id());
      } else {
        child.close(); // before the item is given back
        settle(claim, failure(status, child.errors()));
      }
    } catch (IOException e) {
      settle(claim, Failure.because("the program could not be started: " + e.getMessage()));
    }
  }

  private ChildProcess start(Item item, List<String> words, byte[] input) throws IOException {
    ChildProcess child =
        ChildProcess.start(words, environment(item), input, out, err, children::remove);
    children.add(child);
    return child;
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
    String firstLine = String.valueOf(failure.reason()).lines().findFirst().orElse("");
    notes.accept(
        "item " + claim.id() + ", submission " + claim.item().submissionCount() + ": " + firstLine);
  }

  private Failure failure(@Nullable Integer status, String errors) {
    String said = errors.isBlank() ? "" : "\n" + errors;
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

  private static Map<String, String> environment(Item item) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PQ_ID", String.valueOf(item.id()));
    environment.put("PQ_SUBMISSION", String.valueOf(item.submissionCount()));
    environment.put("PQ_QUEUE", item.queue());
    environment.put("PQ_NAME", item.key() == null ? "" : item.key().replace('\0', '?'));
    return environment;
  }
}
