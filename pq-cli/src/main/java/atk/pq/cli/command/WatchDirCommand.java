package atk.pq.cli.command;

import atk.pq.InvalidRequestException;
import atk.pq.PersistentQ;
import atk.pq.cli.session.DurationConverter;
import atk.pq.cli.session.ExitCode;
import atk.pq.cli.session.Interruption;
import atk.pq.cli.session.Session;
import atk.pq.files.FolderListener;
import atk.pq.files.FolderProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pq watch-dir}. */
@Command(
    name = "watch-dir",
    description = {
      "Put the files that appear in a folder, until stopped by SIGINT or SIGTERM. A file is taken",
      "when it stood still for the settle time, or when NAME.done lies beside it; names that begin",
      "with a dot or end in .tmp, .part, ~ or .done are left alone. Any number of one user may",
      "watch one folder. The same name, content and time of change is put once."
    })
final class WatchDirCommand implements Callable<Integer> {
  private static final Duration TO_END = Duration.ofMinutes(10); // a large file may be under way

  private final Session session;

  @Parameters(paramLabel = "DIR", description = "The folder.")
  private Path folder = Path.of("");

  @Option(names = "--glob", paramLabel = "PATTERN", description = "Which names, as '*.csv'.")
  private @Nullable String glob;

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long a file must stand still (default 2s).")
  private Duration settle = Duration.ofSeconds(2);

  @Option(
      names = "--done-dir",
      paramLabel = "D",
      description = "Where files go once they are put (default: DIR/.pq-done).")
  private @Nullable Path done;

  @Option(names = "--delete", description = "Delete files once they are put.")
  private boolean deletes;

  WatchDirCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (deletes && done != null) {
      throw new InvalidRequestException("--done-dir and --delete exclude each other");
    }
    try (Interruption interruption = session.interruptible(TO_END);
        PersistentQ pq = session.openOrCreate();
        FolderProducer producer = producer(pq).start()) {
      session.note("watching " + folder + " for queue " + pq.config().queue());
      producer.awaitStop();
      pq.counts(); // it stops by itself when its database failed: then this says so
      return ExitCode.OK;
    } catch (InterruptedException e) {
      return ExitCode.INTERRUPTED;
    }
  }

  private FolderProducer.Builder producer(PersistentQ pq) {
    FolderProducer.Builder producer =
        FolderProducer.on(pq, folder).settle(settle).listener(new Told());
    if (glob != null) {
      producer.glob(glob);
    }
    if (done != null) {
      producer.doneFolder(done);
    }
    return deletes ? producer.delete() : producer;
  }

  /** Shows the progress with {@code -v}, and problems always. */
  private final class Told implements FolderListener {
    @Override
    public void put(String name, long bytes, long itemId) {
      if (session.isVerbose()) {
        session.note("item " + itemId + ": " + printable(name) + " (" + bytes + " bytes)");
      }
    }

    @Override
    public void failed(String name, Exception problem) {
      session.note("pq: " + printable(name) + ": " + problem.getMessage());
    }

    @Override
    public void skipped(String name, String why) {
      session.note("pq: " + printable(name) + " is left alone: " + why);
    }

    private static String printable(String name) {
      return name.replaceAll("\\p{Cntrl}", "?");
    }
  }
}
